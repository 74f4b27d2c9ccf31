/** A rule of `src/README.md` as data: what each folder of `src` may import, and what may be done where. */

const BELOW_LAKE = ['errors', 'records', 'store', 'catalog', 'signatures', 'lake'];
const BELOW_CLI = [...BELOW_LAKE, 'checksums', 'worktree', 'runs', 'sync', 'pins', 'format'];

/** Which folders (or `errors.ts`) the files of a folder may import, besides their own. */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  records: ['errors'],
  format: ['errors', 'records'],
  store: ['errors', 'records'],
  catalog: ['errors', 'records'],
  checksums: ['errors', 'records'],
  signatures: ['errors', 'records'],
  lake: ['errors', 'records', 'store', 'catalog', 'signatures'],
  worktree: [...BELOW_LAKE, 'checksums'],
  runs: [...BELOW_LAKE, 'worktree'],
  sync: BELOW_LAKE,
  pins: [...BELOW_LAKE, 'worktree', 'sync'],
  cli: BELOW_CLI,
  commands: [...BELOW_CLI, 'cli'],
  tui: BELOW_CLI,
};

/** Of these a folder may import types, which are gone when the program runs. */
export const MAY_IMPORT_TYPES: Readonly<Record<string, readonly string[]>> = {
  format: ['lake', 'worktree', 'sync', 'pins'],
};

/** Front ends reach what store and catalog do through lake and worktree only. */
export const NOT_FOR_FRONT_ENDS: readonly string[] = ['store', 'catalog'];
export const FRONT_ENDS: readonly string[] = ['cli', 'commands', 'tui'];

/** The imports that go up: whoever runs a command loads it, and a command launches the full screen. */
export const LAUNCHES: readonly (readonly [file: string, folder: string])[] = [
  ['src/cli/load-command.ts', 'commands'],
  ['src/commands/tui.ts', 'tui'],
];

/** Folders without I/O, clock or environment: they run in a browser. */
export const PURE: readonly string[] = ['errors', 'records', 'format'];
/** What the pure ones may take from Node: arithmetic that a browser has other means for. */
export const PURE_BUILTINS: Readonly<Record<string, readonly string[]>> = {
  records: ['node:crypto', 'node:zlib'],
};

/** The folders below `src` that may import a package; one that is not here has no owner yet. */
export const OWNERS: Readonly<Record<string, readonly string[]>> = {
  '@aws-sdk/client-s3': ['store/s3'],
  '@aws-sdk/s3-request-presigner': ['store/s3'],
  '@electric-sql/pglite': ['catalog'],
  '@oclif/core': ['cli', 'commands'],
  'fs-native-extensions': ['catalog'],
  ignore: ['worktree'],
  ink: ['tui/screen'],
  kysely: ['catalog'],
  multiformats: ['records'],
  'p-queue': ['store/s3'],
  pg: ['catalog'],
  picomatch: ['worktree'],
  react: ['tui/screen'],
  saxes: ['checksums'],
  'string-width': ['format'],
  yaml: ['pins'],
  zod: ['records'],
};

/** Files that act when they are loaded: the starts of programs and threads. */
export const STARTS = /(?:^src\/cli\/start\.ts|\/process\/main\.ts|-worker\.ts)$/;

/** Folders that may read environment, current folder and home, end the process, and print. */
export const EDGES: readonly string[] = ['cli', 'commands'];

/** The files that hash. */
export const HASHING: readonly string[] = ['src/records/sha256.ts', 'src/records/digest-stream.ts'];

/** Names that say nothing of what is in a file or folder. */
export const EMPTY_NAMES = /^(?:utils?|helpers?|common|misc|lib|types?|index)$/;
