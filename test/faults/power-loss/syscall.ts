/** One system call of a traced program. */
export interface Syscall {
  readonly name: string;
  readonly args: readonly Argument[];
  /** What it returned; undefined when the program was killed in it. */
  readonly returned: number | undefined;
  /** The numbers of the lines on which it began and ended. */
  readonly begins: number;
  readonly ends: number;
}

/** An argument: a text literal, a descriptor with the path behind it, or anything else as strace prints it. */
export interface Argument {
  readonly raw: string;
  /** The text of a literal. */
  readonly text?: string;
  /** The path of a descriptor, or of a folder that a relative path begins at. */
  readonly path?: string;
}

const LINE = /^(\d+) +(.*)$/s;
const UNFINISHED = / <unfinished \.\.\.>$/;
const RESUMED = /^<\.\.\. (\w+) resumed>/;

/**
 * Reads what `strace -f -y` wrote: calls in the order in which they began, those of threads put together
 * again. Exits and signals are left out.
 */
export function parseSyscalls(log: string): Syscall[] {
  const open = new Map<string, { readonly text: string; readonly begins: number }>();
  const calls: Syscall[] = [];
  const lines = log.split('\n');
  for (const [number, line] of lines.entries()) {
    const [, thread, event] = LINE.exec(line) ?? [];
    if (thread === undefined || event === undefined || /^(\+\+\+|---)/.test(event)) continue;
    if (UNFINISHED.test(event)) {
      open.set(thread, { text: event.replace(UNFINISHED, ''), begins: number });
      continue;
    }
    const started = RESUMED.test(event) ? open.get(thread) : undefined;
    open.delete(thread);
    const text = (started?.text ?? '') + event.replace(RESUMED, '');
    calls.push(parseCall(text, started?.begins ?? number, number));
  }
  for (const { text, begins } of open.values()) calls.push(parseCall(`${text}) = ?`, begins, lines.length));
  return calls.sort((a, b) => a.begins - b.begins);
}

function parseCall(text: string, begins: number, ends: number): Syscall {
  const name = /^\w+/.exec(text)?.[0];
  const result = /\) += (\?|-?\d+)[^()]*(\([^()]*\))?( \(INJECTED\))?$/.exec(text);
  if (name === undefined || result === null) throw new Error(`strace: ${text}`);
  const args = splitArguments(text.slice(name.length + 1, result.index)).map(parseArgument);
  const returned = result[1] === '?' ? undefined : Number(result[1]);
  return { name, args, returned, begins, ends };
}

/** Splits at commas that stand outside of literals and brackets. */
function splitArguments(text: string): string[] {
  const parts =
    text.match(
      /(?:"(?:\\.|[^"\\])*"\.*|<(?:\\.|[^>\\])*>|\[(?:"(?:\\.|[^"\\])*"|[^\]"])*\]|\{(?:"(?:\\.|[^"\\])*"|[^}"])*\}|[^,])+/gs,
    ) ?? [];
  return parts.map((part) => part.trim());
}

function parseArgument(raw: string): Argument {
  const literal = /^"((?:\\.|[^"\\])*)"$/s.exec(raw)?.[1];
  if (literal !== undefined) return { raw, text: unescaped(literal) };
  const behind = /^(?:\d+|AT_FDCWD)<((?:\\.|[^>\\])*)>(?:\(deleted\))?$/s.exec(raw)?.[1];
  return behind === undefined ? { raw } : { raw, path: unescaped(behind) };
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', v: '\v', f: '\f' };

/** Undoes C escapes; bytes are UTF-8. */
function unescaped(text: string): string {
  const latin = text.replace(/\\([0-7]{1,3}|x[0-9a-f]{2}|.)/gs, (_, escaped: string) => {
    if (/^[0-7]/.test(escaped)) return String.fromCharCode(Number.parseInt(escaped, 8));
    if (/^x../.test(escaped)) return String.fromCharCode(Number.parseInt(escaped.slice(1), 16));
    return ESCAPES[escaped] ?? escaped;
  });
  return Buffer.from(latin, 'latin1').toString('utf8');
}
