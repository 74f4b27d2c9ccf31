import { DlakeError, type ErrorCode, type ErrorFacts } from '../errors.ts';
import { safeLines } from '../format/safe-text.ts';
import { cidText } from '../records/ids.ts';
import { ERROR_WORDS } from './error-words.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { paint } from './paint.ts';
import { systemError } from './system-error.ts';

/** How an error is to be shown. */
export interface ErrorStyle {
  readonly json: boolean;
  readonly color: boolean;
  readonly verbose: boolean;
}

/** An error as every front end tells it to programs. */
export interface ErrorJson {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
  readonly data: unknown;
}

/** The text of an error for stderr, whole lines, and the exit code that goes with it. */
export function describeError(
  error: unknown,
  style: ErrorStyle,
): { readonly text: string; readonly exit: ExitCode } {
  const expected = error instanceof DlakeError ? error : systemError(error);
  return expected === undefined ? describeBug(error, style) : describeExpected(expected, style);
}

function describeExpected(
  error: DlakeError,
  style: ErrorStyle,
): { readonly text: string; readonly exit: ExitCode } {
  const { message, hint, exit } = wordsOf(error.code, error.data);
  if (style.json) {
    const json: ErrorJson = { code: error.code, message, hint: hint ?? null, data: error.data };
    return { text: `${JSON.stringify(json, (_, value: unknown) => asCid(value))}\n`, exit };
  }
  const parts = [
    `${heading('red', 'Error:', style)} ${message}`,
    ...causes(error)
      // A cause that is told already is not told twice.
      .filter((cause) => !message.includes(cause))
      .map((cause) => `${heading('red', 'Caused by:', style)} ${cause}`),
    ...(hint === undefined ? [] : [`${heading('cyan', 'Hint:', style)} ${hint}`]),
    ...(style.verbose && error.stack !== undefined ? [safeLines(error.stack)] : []),
  ];
  return { text: `${parts.join('\n')}\n`, exit };
}

const ID = /^f01(?:55|71)1220[0-9a-f]{64}$/;

/** Facts hold ids as the library does; programs get CIDs as everywhere else. */
const asCid = (value: unknown): unknown =>
  typeof value === 'string' && ID.test(value) ? cidText(value) : value;

const REPORT = 'This is a bug in dlake. Please report it with what the same command says with --verbose.';

function describeBug(error: unknown, style: ErrorStyle): { readonly text: string; readonly exit: ExitCode } {
  const message = safeLines(error instanceof Error ? error.message : String(error));
  const stack = error instanceof Error && error.stack !== undefined ? safeLines(error.stack) : undefined;
  if (style.json) {
    const data = { causes: causes(error), ...(style.verbose && stack !== undefined ? { stack } : {}) };
    const json: ErrorJson = { code: 'internal', message, hint: REPORT, data };
    return { text: `${JSON.stringify(json)}\n`, exit: EXIT.bug };
  }
  const parts = [
    `${heading('red', 'Internal error:', style)} ${message}`,
    ...causes(error).map((cause) => `${heading('red', 'Caused by:', style)} ${cause}`),
    `${heading('cyan', 'Hint:', style)} ${REPORT}`,
    ...(style.verbose && stack !== undefined ? [stack] : []),
  ];
  return { text: `${parts.join('\n')}\n`, exit: EXIT.bug };
}

/** The words of an expected error. */
export function wordsOf<C extends ErrorCode>(
  code: C,
  data: ErrorFacts[C],
): { readonly message: string; readonly hint: string | undefined; readonly exit: ExitCode } {
  const words = ERROR_WORDS[code];
  return { message: words.words(data), hint: words.hint?.(data), exit: words.exit };
}

const DEEPEST = 8;

/** What caused an error, and what caused that; each in one line. */
function causes(error: unknown): string[] {
  const found: string[] = [];
  for (let cause = causeOf(error); cause !== undefined && found.length < DEEPEST; cause = causeOf(cause)) {
    if (cause instanceof DlakeError) found.push(wordsOf(cause.code, cause.data).message);
    else found.push(safeLines(cause instanceof Error ? cause.message : String(cause)));
  }
  return found;
}

const causeOf = (error: unknown): unknown => (error instanceof Error ? error.cause : undefined);

const heading = (color: 'red' | 'cyan', text: string, style: ErrorStyle): string =>
  style.color ? paint('bold', paint(color, text)) : text;
