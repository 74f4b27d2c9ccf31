import { DlakeError } from '../errors.ts';
import { keyLine, pointOfLine } from './public-key.ts';

/** Somebody whose signatures count. */
export interface AllowedSigner {
  /** As the list names them: `ada@lab.org`, or several, separated by commas. */
  readonly principals: string;
  /** `ssh-ed25519 AAAA...` */
  readonly key: string;
  /**
   * The kinds of signature that count; absent: all. `*` and `?` stand for other characters; a kind that fits one after
   * `!` does not count, whatever else it fits.
   */
  readonly namespaces?: readonly string[];
  /** Milliseconds since 1970 between which signatures count. */
  readonly after?: number;
  readonly before?: number;
}

const OPTION = /^(?:cert-authority|namespaces=|valid-after=|valid-before=)/i;

/**
 * Reads a list of allowed signers as OpenSSH has it (ssh-keygen(1), "ALLOWED SIGNERS"): principals, options, key.
 * Lines of authorities and of keys that are not Ed25519 are passed over: no signature of ours is theirs. Throws
 * `signers-invalid`, with the number of the line.
 */
export function readAllowedSigners(text: string, file: string): readonly AllowedSigner[] {
  return text.split(/\r?\n/).flatMap((line, at) => {
    const words = line.trim().match(/(?:[^\s"]|"[^"]*")+/g) ?? [];
    const [principals = '', ...rest] = words;
    if (principals === '' || principals.startsWith('#')) return [];
    const refuse = (reason: string) => new DlakeError('signers-invalid', { file, line: at + 1, reason });
    const options = OPTION.test(rest[0] ?? '') ? optionsOf(rest[0] ?? '') : [];
    const [type, base64 = ''] = options.length > 0 ? rest.slice(1) : rest;
    if (type === undefined || !/^[a-z0-9@.-]+$/i.test(type) || base64 === '') throw refuse('it names no key');
    if (type !== 'ssh-ed25519' || options.some(([name]) => name === 'cert-authority')) return [];
    const point = pointOfLine(`${type} ${base64}`);
    if (point === undefined) throw refuse('its key is damaged');
    const signer = { principals: bare(principals), key: keyLine(point) };
    return [{ ...signer, ...limitsOf(options, refuse) }];
  });
}

/** Who of these made a signature of this kind with this key at this time (milliseconds); undefined when nobody may. */
export function allowedSigner(
  signers: readonly AllowedSigner[],
  { key, kind, at }: { readonly key: string; readonly kind: string; readonly at: number },
): AllowedSigner | undefined {
  return signers.find(
    (signer) =>
      signer.key === key &&
      (signer.namespaces === undefined || fitsList(signer.namespaces, kind)) &&
      at >= (signer.after ?? Number.NEGATIVE_INFINITY) &&
      at < (signer.before ?? Number.POSITIVE_INFINITY),
  );
}

const optionsOf = (word: string): readonly (readonly [name: string, value: string])[] =>
  (word.match(/(?:[^,"]|"[^"]*")+/g) ?? []).map((option) => {
    const [name = '', ...value] = option.split('=');
    return [name.toLowerCase(), bare(value.join('='))] as const;
  });

function limitsOf(options: ReturnType<typeof optionsOf>, refuse: (reason: string) => DlakeError) {
  const limits: { namespaces?: readonly string[]; after?: number; before?: number } = {};
  for (const [name, value] of options) {
    if (name === 'namespaces') limits.namespaces = value.split(',');
    else if (name === 'valid-after' || name === 'valid-before') {
      const moment = momentOf(value);
      if (Number.isNaN(moment)) throw refuse(`${name} is no time as 20261122 or 202611221030Z`);
      if (name === 'valid-after') limits.after = moment;
      else limits.before = moment;
    } else throw refuse(`it has an option that is not known, ${name}`);
  }
  return limits;
}

/** A time as YYYYMMDD[HHMM[SS]][Z]; without Z it is local, as OpenSSH has it. */
function momentOf(text: string): number {
  const found = /^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?(Z?)$/.exec(text);
  if (found === null) return Number.NaN;
  const [, year, month, day, hour = '00', minute = '00', second = '00', zone] = found;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${zone}`);
}

const bare = (text: string): string => text.replace(/^"(.*)"$/, '$1');

/** As OpenSSH reads a list of patterns (ssh_config(5), "PATTERNS"). */
const fitsList = (patterns: readonly string[], text: string): boolean =>
  patterns.some((pattern) => fits(pattern, text)) &&
  !patterns.some((pattern) => pattern.startsWith('!') && fits(pattern.slice(1), text));

function fits(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`).test(text);
}
