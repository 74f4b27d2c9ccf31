import { parseDocument, type YAMLParseError } from 'yaml';
import { DlakeError, isDlakeError } from '../errors.ts';
import type { CborMap } from '../records/cbor-value.ts';
import { checkDefinition } from '../records/definition.ts';
import { type CommitId, idOfCidText, type ManifestId } from '../records/ids.ts';
import type { Lock, Pin } from '../records/lock.ts';
import { lockSchema } from '../records/lock-schema.ts';
import { readAddress } from '../sync/read-address.ts';

/**
 * The pins that the text of a lock file names; `file` is what the text is called. Throws `lock-invalid` with the
 * reason, `format-too-new` for a file of a later version.
 */
export function parseLock(text: string, file: string): Lock {
  const value = yamlValue(text, file);
  const { lock: version, pins } = (value ?? {}) as { readonly lock?: unknown; readonly pins?: unknown };
  if (typeof version === 'number' && version > 1)
    throw new DlakeError('format-too-new', { what: file, version });
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid(file, 'it is not a map of lock and pins');
  // A list whose last item was taken out by hand.
  const record = { ...value, ...(pins === null && { pins: [] }) } as CborMap;
  try {
    checkDefinition(lockSchema, file, record);
  } catch (error) {
    if (!isDlakeError(error, 'record-invalid')) throw error;
    throw invalid(file, named(error.data.reason, pins), error);
  }
  const found = (record.pins as readonly Said[]).map(pinOf);
  const problem = problemAmong(found);
  if (problem !== undefined) throw invalid(file, problem);
  return { pins: found };
}

/** A pin as it is written. */
type Said = Omit<Pin, 'commit' | 'manifest' | 'path'> & {
  readonly commit: string;
  readonly manifest: string;
  readonly path?: string;
};

const pinOf = ({ commit, manifest, path, ...said }: Said): Pin => ({
  ...said,
  commit: idOfCidText(commit) as CommitId,
  manifest: idOfCidText(manifest) as ManifestId,
  path: path ?? said.ref,
});

const MARKS = /^(?:<{7}|={7}|>{7}|\|{7})(?: |$)/m;

function yamlValue(text: string, file: string): unknown {
  const mark = MARKS.exec(text);
  if (mark !== null)
    throw invalid(file, `line ${lineOf(text, mark.index)} is the mark of a merge that was not finished`);
  const document = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    stringKeys: true,
    prettyErrors: false,
  });
  const [error] = [...document.errors, ...document.warnings];
  if (error !== undefined)
    throw invalid(file, `line ${lineOf(text, error.pos[0])}: ${wordsOf(error)}`, error);
  try {
    return document.toJS({ maxAliasCount: 0 });
  } catch (cause) {
    throw invalid(file, 'it has aliases', cause);
  }
}

function wordsOf({ code, message }: Pick<YAMLParseError, 'code' | 'message'>): string {
  if (code === 'MULTIPLE_DOCS') return 'a second document begins';
  return code === 'DUPLICATE_KEY'
    ? 'this is said before, as a merge leaves it when both sides moved a pin: keep one of the two'
    : message;
}

const lineOf = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;

/** A problem of a pin, by its ref instead of its place in the list. */
function named(reason: string, pins: unknown): string {
  const at = /^pins\.(\d+)(?:\.(\w+))?: /.exec(reason);
  if (at === null || !Array.isArray(pins)) return reason;
  const pin = pins[Number(at[1])] as { readonly ref?: unknown } | null;
  const ref = typeof pin?.ref === 'string' && at[2] !== 'ref' ? pin.ref : `pin ${Number(at[1]) + 1}`;
  const rest = reason.slice(at[0].length);
  return at[2] === undefined ? `${ref} ${rest}` : `${at[2]} of ${ref} ${rest}`;
}

function problemAmong(pins: readonly Pin[]): string | undefined {
  const refs = new Set<string>();
  for (const { ref, path, remote, store } of pins) {
    if (refs.has(ref)) return `${ref} is pinned twice, as a merge leaves it: keep one of the two`;
    refs.add(ref);
    const around = pins.find((other) => other.ref !== ref && `${path}/`.startsWith(`${other.path}/`));
    if (around !== undefined) return `the files of ${ref} would go among those of ${around.ref}`;
    const problem = addressProblem(store === undefined ? [remote] : [remote, store]);
    if (problem !== undefined) return `the remote of ${ref}: ${problem}`;
  }
  return undefined;
}

function addressProblem(words: readonly string[]): string | undefined {
  try {
    return readAddress(words).secret ? 'there is a password in it; take it out, and change it' : undefined;
  } catch (error) {
    if (isDlakeError(error, 'usage-invalid')) return error.data.reason;
    throw error;
  }
}

const invalid = (file: string, reason: string, cause?: unknown): DlakeError =>
  new DlakeError('lock-invalid', { file, reason }, { cause });
