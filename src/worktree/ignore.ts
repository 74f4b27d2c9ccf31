import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { DlakeError } from '../errors.ts';
import { sha256Hex } from '../records/sha256.ts';
import { type IgnorePattern, ignorePattern, mayMatchIn } from './ignore-pattern.ts';

/** The file that says what is left out of datasets, in gitignore syntax. */
export const IGNORE_FILE = '.dlakeignore';

/** One ignore file. */
interface IgnoreFile {
  /** The folder it is in, relative to where the rules begin: `''` or `raw/geo/`. */
  readonly folder: string;
  readonly lines: readonly string[];
  readonly matcher: Ignore;
  readonly patterns: readonly IgnorePattern[];
}

/** The ignore files from the lake's root down to a folder; a deeper one overrules those above it, as in git. */
export interface IgnoreRules {
  readonly files: readonly IgnoreFile[];
}

/** Whether a name in the folder that this was made for is left out. */
export type NameFilter = (name: string, isFolder: boolean) => boolean;

/** Rules that leave nothing out. */
export const NO_RULES: IgnoreRules = { files: [] };

/**
 * The rules for what lies in a folder, given as its parts below `root`: the ignore files in `root` and in every
 * folder on the way, but not its own. The folder itself is never left out. Throws `file-unreadable`.
 */
export function rulesAbove(root: string, parts: readonly string[]): IgnoreRules {
  const folders = parts.map((_, depth) => parts.slice(0, depth));
  const rules = folders.reduce(
    (above, folder) =>
      withIgnoreFile(above, join(root, ...folder), folder.map((part) => `${part}/`).join('')),
    NO_RULES,
  );
  return rulesInside(rules, parts.map((part) => `${part}/`).join(''));
}

/** The rules with the ignore file in the folder `path` added, which is `folder` to the rules. */
export function withIgnoreFile(rules: IgnoreRules, path: string, folder: string): IgnoreRules {
  const lines = readLines(join(path, IGNORE_FILE));
  const patterns = lines.map(ignorePattern).filter((pattern) => pattern !== undefined);
  // Negations have nothing to undo at their own level, but may undo what a file above ignores.
  if (patterns.length === 0 && !lines.some(isNegation)) return rules;
  return { files: [...rules.files, { folder, lines, patterns, matcher: matcherOf(lines) }] };
}

/**
 * The rules for what lies in a folder that is entered although one of the files ignores it, because a deeper one
 * does not: what is in it is judged by itself, not by the folder it is in.
 */
export function rulesInside(rules: IgnoreRules, folder: string): IgnoreRules {
  const files = rules.files.map((file) => {
    const inner = folder.slice(file.folder.length);
    if (inner === '' || !file.matcher.test(inner).ignored) return file;
    const parts = inner.split('/').slice(0, -1).map(escaped);
    const lines = [...file.lines, ...parts.map((_, depth) => `!/${parts.slice(0, depth + 1).join('/')}/`)];
    return { ...file, lines, matcher: matcherOf(lines) };
  });
  return { files };
}

/** Whether a deeper file may overrule a higher one, so that entering a folder needs `rulesInside`. */
export const mayOverrule = (rules: IgnoreRules): boolean =>
  rules.files.length > 1 && rules.files.slice(1).some((file) => file.lines.some(isNegation));

/** The rules, hashed: the same as long as no ignore file is edited. */
export function rulesDigest({ files }: IgnoreRules): string {
  return sha256Hex(JSON.stringify(files.map(({ folder, lines }) => [folder, lines])));
}

/** What is left out of one folder (`''` or `raw/geo/GSE1/`); undefined when no pattern can match in it. */
export function filterOf(rules: IgnoreRules, folder: string): NameFilter | undefined {
  const sources = rules.files.flatMap((file) =>
    file.patterns
      .filter((pattern) => mayMatchIn(pattern, folder.slice(file.folder.length)))
      .map((pattern) => pattern.name),
  );
  if (sources.length === 0) return undefined;
  const possible = new RegExp(`^(?:${[...new Set(sources)].join('|')})$`, 's');
  return (name, isFolder) =>
    possible.test(name) && isIgnored(rules, `${folder}${name}${isFolder ? '/' : ''}`);
}

function isIgnored(rules: IgnoreRules, path: string): boolean {
  for (const { folder, matcher } of rules.files.toReversed()) {
    const { ignored, unignored } = matcher.test(path.slice(folder.length));
    if (ignored) return true;
    if (unignored) return false;
  }
  return false;
}

const isNegation = (line: string): boolean => line.startsWith('!');

const matcherOf = (lines: readonly string[]): Ignore => ignore({ ignorecase: false }).add(lines.join('\n'));

const escaped = (part: string): string => part.replace(/[\\*?[\]!# ]/g, '\\$&');

function readLines(path: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8').split(/\r?\n/);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return [];
    throw new DlakeError('file-unreadable', { path, reason: code ?? String(cause) }, { cause });
  }
}
