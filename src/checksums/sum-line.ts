import type { ChecksumsKind, PublishedSum } from './published-sum.ts';

/** What a line of a list says, or why it can't be meant. */
export type SumLine =
  | { readonly kind: ChecksumsKind; readonly sum: PublishedSum }
  | { readonly reason: string };

/** A line in one of the forms, as text without its line end; undefined when it has another form. */
export type LineReader = (line: string) => SumLine | undefined;

/**
 * A published name as it is kept, without leading `./`. Undefined when it names no file.
 */
export function publishedName(name: string): string | undefined {
  const path = name.replace(/^(?:\.\/+)+/, '');
  return path === '' || path.endsWith('/') || path.includes('\0') ? undefined : path;
}

const ESCAPES: Readonly<Record<string, string>> = { '\\\\': '\\', '\\n': '\n', '\\r': '\r' };

/**
 * A name as coreutils escape it in a line that begins with a backslash: `\\`, `\n`, `\r`. Undefined when it
 * holds another escape.
 */
export function unescapeName(name: string): string | undefined {
  if (/\\(?:[^\\nr]|$)/.test(name.replaceAll('\\\\', ''))) return undefined;
  return name.replaceAll(/\\[\\nr]/g, (sequence) => ESCAPES[sequence] as string);
}
