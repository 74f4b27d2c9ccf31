/**
 * What can go wrong, as facts. Each front end has one table from code to words, hint and exit code or HTTP
 * status; an error that is not a DlakeError is our bug.
 */
export interface ErrorFacts {
  // The user's request
  /** `see` is the command that tells more. */
  'usage-invalid': { readonly reason: string; readonly see?: string };
  /** `named`: in `from` itself, not around it. */
  'lake-not-found': { readonly from: string; readonly named?: boolean };
  /** `folder`: it is among the datasets of the lake in `root`. */
  'lake-exists': { readonly root: string; readonly folder?: string };
  'lake-invalid': { readonly root: string; readonly reason: string };
  'settings-invalid': { readonly file: string; readonly reason: string };
  'author-unknown': Record<string, never>;
  'author-invalid': { readonly author: string };
  /** Something is to be signed, and no key was named. */
  'key-unknown': Record<string, never>;
  'key-invalid': { readonly file: string; readonly reason: string };
  'signers-invalid': { readonly file: string; readonly line?: number; readonly reason: string };
  /** Without `file`: what it is of is not what it is to be compared with. */
  'checkpoint-invalid': { readonly file?: string; readonly reason: string };
  'ref-invalid': { readonly ref: string; readonly reason: string };
  /** `input`: it was named as what something was derived from. */
  'not-checked-out': { readonly ref: string; readonly input?: boolean };
  'input-modified': { readonly ref: string; readonly paths: readonly string[] };
  /** Without `ref`: in the whole lake, of what `actor` did. */
  'nothing-to-undo': { readonly ref: string } | { readonly actor: string };
  'ref-unknown': { readonly ref: string; readonly near?: readonly string[] };
  'ref-ended': { readonly ref: string; readonly at: string; readonly reason: string };
  'dataset-ambiguous': { readonly dataset: string; readonly refs: readonly string[] };
  'revision-invalid': { readonly revision: string; readonly reason: string };
  'revision-unknown': { readonly revision: string; readonly near?: readonly string[] };
  'revision-ambiguous': { readonly revision: string; readonly candidates: readonly string[] };
  'path-unknown': { readonly revision: string; readonly path: string };
  'not-in-lake': { readonly path: string };
  // The worktree
  'path-invalid': { readonly path: string; readonly reason: string };
  'path-not-utf8': { readonly path: string };
  'paths-fold': { readonly paths: readonly [string, string] };
  'file-changed': { readonly path: string };
  'file-unreadable': { readonly path: string; readonly reason: string };
  'file-unwritable': { readonly path: string; readonly reason: string };
  'file-kind': { readonly path: string; readonly kind: string };
  'symlink-outside': { readonly path: string; readonly target: string };
  'html-instead': { readonly path: string };
  'worktree-dirty': { readonly ref: string; readonly paths: readonly string[] };
  /** `commit`: the one whose checkout was interrupted. */
  'checkout-unfinished': { readonly ref: string; readonly commit: string };
  /** No `force` helps: whoever wants it moves them away. */
  'worktree-in-the-way': { readonly ref: string; readonly paths: readonly string[] };
  'nothing-to-commit': { readonly path: string };
  'folder-empty': { readonly path: string };
  'deletions-need-consent': {
    readonly ref: string;
    readonly deleted: readonly string[];
    readonly total: number;
  };
  /** A command that was run for `run`, `rerun` or the check of a layer; `log` has what it wrote. */
  'run-failed': { readonly command: readonly string[]; readonly exitCode: number; readonly log: string };
  /** What a pipeline put out is not as it recorded it. */
  'outputs-changed': {
    readonly run: string;
    readonly files: readonly { readonly path: string; readonly reason: string }[];
  };
  /** The commit of a run's output to `ref` failed after others had been made; `reason` is the code of why. */
  'imported-in-part': {
    readonly run: string;
    readonly landed: readonly { readonly ref: string; readonly commit: string }[];
    readonly ref: string;
    readonly reason: string;
  };
  /** What a pipeline read, and no version is known to have. */
  'inputs-unknown': {
    readonly ref: string;
    readonly files: readonly { readonly path: string; readonly reason: string }[];
  };
  // Remotes
  'remote-unknown': { readonly remote: string; readonly known: readonly string[] };
  'remote-exists': { readonly remote: string; readonly address: string };
  'remote-unreachable': { readonly remote: string; readonly address: string; readonly reason: string };
  /** What is not here may be at a remote that can't be asked. */
  'bytes-unreachable': { readonly what: string; readonly remote: string; readonly reason: string };
  /** The connection was lost while `what`, a ref or another log, got an entry: it has it now, or not. */
  'remote-uncertain': { readonly what: string; readonly reason: string };
  /** The server was reached and said no. `reason`: in its own words. */
  'remote-refused': {
    readonly address: string;
    readonly bucket: string;
    readonly cause:
      | 'no-credentials'
      | 'wrong-credentials'
      | 'expired-credentials'
      | 'denied'
      | 'wrong-region'
      | 'no-bucket'
      | 'clock-skew'
      | 'other';
    readonly reason: string;
  };
  /** The servers answer, and no lake was made there. */
  'central-not-made': { readonly remote?: string };
  /** Addresses are without passwords. */
  'address-invalid': { readonly address: string; readonly reason: string };
  'database-unreachable': { readonly address: string; readonly reason: string };
  'database-refused': {
    readonly address: string;
    readonly why:
      | 'password'
      | 'no-password'
      /** No rule of the server lets this role in from here, or so unprotected. */
      | 'not-admitted'
      | 'database'
      | 'not-permitted'
      | 'no-tls'
      | 'certificate'
      | 'full'
      | 'locked'
      | 'too-slow'
      | 'too-old'
      | 'encoding'
      | 'extension';
    /** What the server said, or what else is known; may be empty. */
    readonly reason: string;
  };
  // Pins
  'lock-not-found': { readonly file: string };
  'lock-invalid': { readonly file: string; readonly reason: string };
  /** What is served, or lies there, is not what was pinned. */
  'lock-mismatch': { readonly ref: string; readonly reason: string };
  /** Files that are neither what is pinned nor what an earlier pin brought, where those of the pin are to be. */
  'pinned-changed': { readonly ref: string; readonly paths: readonly string[] };
  'not-pinned': { readonly ref: string; readonly pinned: readonly string[] };
  /** No ref at the remote names the version, or ever did. */
  'not-at-remote': { readonly ref: string; readonly version: string; readonly remote: string };
  /** The ref names something at the remote that what is to be sent does not follow; `reason`: who moved it. */
  'remote-moved': { readonly remote: string; readonly ref: string; readonly reason: string };
  /** A file has no address at a remote. `packed`: it lies in a pack with others. */
  'url-unavailable': {
    readonly remote: string;
    readonly file: string;
    readonly why: 'packed' | 'folder' | 'absent';
  };
  // Rules
  'admission-refused': { readonly ref: string; readonly rule: string };
  'rule-refused': { readonly subject: string; readonly rule: string };
  /**
   * No remote is proved to hold these files of a version, and why each that was `asked` is not. `notThere`: remotes
   * that don't have the version; `silent`: those that could not be asked.
   */
  'drop-refused': {
    readonly revision: string;
    readonly files: readonly {
      readonly path: string;
      readonly reason: 'missing' | 'damaged' | 'hidden';
    }[];
    readonly asked: readonly string[];
    readonly notThere: readonly string[];
    readonly silent: readonly { readonly remote: string; readonly reason: string }[];
  };
  // Races
  'base-behind': { readonly ref: string; readonly base: string; readonly head: string };
  'ref-moved': { readonly ref: string; readonly by?: string; readonly at?: string };
  'update-conflict': { readonly ref: string; readonly paths: readonly string[] };
  // Bytes and records; ids are those of the library, CIDs in base16
  'record-invalid': { readonly what: string; readonly reason: string };
  'format-too-new': { readonly what: string; readonly version: number };
  'object-missing': { readonly id: string; readonly ref?: string; readonly path?: string };
  /** Its bytes were withdrawn by right: nobody is to read, copy or store them any more. */
  withdrawn: { readonly id: string; readonly ref?: string; readonly path?: string };
  /** `found`: the sha2-256 that the bytes have, in hex. */
  'object-damaged': { readonly id: string; readonly found: string; readonly where: string };
  /** What a ref was to name is not kept there for good: `records` by id, `files` by kind and key. */
  'objects-not-live': {
    readonly ref: string;
    readonly records: readonly string[];
    readonly files: readonly { readonly kind: string; readonly key: string }[];
  };
  'store-damaged': { readonly where: string; readonly reason: string };
  'damage-found': { readonly count: number };
  'signature-refused': { readonly what: string; readonly reason: string };
  /** What was to be promoted is damaged or lost; a record of the version has an empty path. */
  'source-damaged': {
    readonly revision: string;
    readonly files: readonly { readonly path: string; readonly reason: string }[];
  };
  'checksum-mismatch': {
    readonly files: readonly {
      readonly path: string;
      readonly algo: string;
      readonly expected: string;
      readonly found: string;
    }[];
    readonly from: string;
  };
  'checksums-invalid': { readonly from: string; readonly reason: string };
  'gzip-damaged': { readonly path: string; readonly reason: string };
  // The machine
  /** `quota`: the disk has room, this user or group may not have it. */
  'disk-full': { readonly path: string; readonly quota?: true };
  'store-unwritable': { readonly path: string; readonly reason: string };
  /** The operating system said no where nothing more can be said of it. */
  /** `done`: it lies in `to` now; else somebody is moving it there. */
  'store-moved': { readonly from: string; readonly to: string; readonly done: boolean };
  /** Other processes may be writing into a store that is to be moved. */
  'store-busy': { readonly folder: string; readonly processes: readonly string[] };
  'system-refused': { readonly reason: string; readonly path?: string };
  'catalog-unavailable': {
    /**
     * `busy`: another process keeps it. `unreachable`: no way to it, for the reason given. `damaged`, `remade`:
     * what was in it is gone or no longer trusted; open it again, it is made anew, and roll forward. `uncertain`:
     * the connection broke, and what was being added may be in the catalog or not; look.
     */
    readonly state: 'busy' | 'unreachable' | 'damaged' | 'remade' | 'uncertain';
    readonly reason: string;
    readonly folder?: string;
    readonly pid?: number;
  };
  /** `found` is 0 where there is no catalog yet. Whoever administers the lake brings it up to date. */
  'catalog-too-old': { readonly found: number; readonly known: number };
  'catalog-too-new': { readonly found: number; readonly known: number };
  interrupted: Record<string, never>;
}

export type ErrorCode = keyof ErrorFacts;

/** An expected failure: its code and its facts. Words, hints and exit codes belong to the front ends. */
export class DlakeError<C extends ErrorCode = ErrorCode> extends Error {
  readonly code: C;
  readonly data: ErrorFacts[C];

  constructor(code: C, data: ErrorFacts[C], options?: { cause?: unknown }) {
    super(`${code} ${JSON.stringify(data)}`, options);
    this.name = 'DlakeError';
    this.code = code;
    this.data = data;
  }
}

// Node has no name for EDQUOT: it says UNKNOWN, or that the error is unknown. These are its numbers on Linux and macOS.
const QUOTA = new Set([-122, -69]);

/** Whether this is what the system says where a quota is used up: an error of Node's. */
export const isOverQuota = (error: unknown): boolean =>
  error instanceof Error && 'errno' in error && QUOTA.has(Number(error.errno));

/** `disk-full` where that is what the system says, by an error of Node's or by its message; undefined for all else. */
export function diskFull(said: unknown, path: string): DlakeError<'disk-full'> | undefined {
  const text = said instanceof Error ? said.message : String(said);
  const quota = isOverQuota(said) || text.startsWith('EDQUOT');
  if (!quota && !/^(?:ENOSPC|EFBIG)\b/.test(text)) return undefined;
  const cause = said instanceof Error ? { cause: said } : {};
  return new DlakeError('disk-full', { path, ...(quota && { quota }) }, cause);
}

/** Whether this is a DlakeError, and of this code when one is given. */
export function isDlakeError<C extends ErrorCode>(error: unknown, code?: C): error is DlakeError<C> {
  return error instanceof DlakeError && (code === undefined || error.code === code);
}
