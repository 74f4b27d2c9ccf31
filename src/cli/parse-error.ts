import { DlakeError } from '../errors.ts';
import { nearest } from '../format/nearest.ts';

/** What a wrong command line was held against. */
export interface ParsedAgainst {
  /** The command as it is typed. */
  readonly command: string;
  /** The names of its flags. */
  readonly flags: readonly string[];
}

/** oclif's errors of a wrong command line, told by their shape. */
interface ParseError extends Error {
  readonly oclif: unknown;
  readonly args?: readonly (string | { readonly name: string })[];
  readonly flags?: readonly string[];
}

/** Turns oclif's error of a wrong command line into ours, `usage-invalid`; others come back as they are. */
export function asUsageError(error: unknown, against: ParsedAgainst): unknown {
  if (!isParseError(error)) return error;
  return new DlakeError('usage-invalid', {
    reason: reasonOf(error, against),
    see: `dlake ${against.command} --help`,
  });
}

function isParseError(error: unknown): error is ParseError {
  return error instanceof Error && 'oclif' in error;
}

function reasonOf({ args, flags, message }: ParseError, against: ParsedAgainst): string {
  const names = (args ?? []).map((arg) => (typeof arg === 'string' ? arg : arg.name.toUpperCase()));
  if (names.length > 0)
    return `${message.startsWith('Missing') ? 'Missing' : 'Too much'}: ${names.join(', ')}`;
  if (flags !== undefined) {
    const known = against.flags.map((name) => `--${name}`);
    const near = flags.flatMap((flag) => nearest(flag, known));
    const meant = near.length === 0 ? '' : ` (did you mean ${near.join(' or ')}?)`;
    return `There is no flag ${flags.join(', ')}${meant} in dlake ${against.command}.`;
  }
  return message
    .replace(/\nSee more help with --help$/, '')
    .replace(/^The following errors? occurred:\s*/, '')
    .replaceAll(/Missing required flag (\S+)/g, 'Missing: --$1')
    .replace(
      /^Parsing (--\S+) \s*(\S)/,
      (_, flag: string, first: string) => `${flag}: ${first.toLowerCase()}`,
    )
    .replaceAll(/\s*\n\s*/g, '; ');
}
