import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { DlakeError } from '../errors.ts';
import { dlakeFolder } from '../lake/lake-file.ts';
import { nameProblem } from '../records/names.ts';
import { compareUtf8 } from '../records/utf8-order.ts';
import type { Address } from './read-address.ts';
import type { Remote } from './remote.ts';

const fileOf = (root: string): string => join(dlakeFolder(root), 'remotes.json');

/** The remotes that a lake knows, by name. Throws `settings-invalid`. */
export function readRemotes(root: string): readonly Remote[] {
  const file = fileOf(root);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  const { v, remotes } = objectOf(file, parsed(file, text));
  if (typeof v === 'number' && v > 1)
    throw new DlakeError('format-too-new', { what: 'remotes.json', version: v });
  return Object.entries(objectOf(file, remotes))
    .map(([name, said]) => {
      const address = addressIn(objectOf(file, said));
      if (nameProblem(name) !== undefined || address === undefined)
        throw invalid(file, `the remote ${name} has no address`);
      return { name, ...address };
    })
    .sort((a, b) => compareUtf8(a.name, b.name));
}

/** Sets what remotes a lake knows, all at once. */
export function writeRemotes(root: string, remotes: readonly Remote[]): void {
  const file = fileOf(root);
  const said = Object.fromEntries(remotes.map(({ name, ...address }) => [name, address]));
  const scratch = `${file}.${process.pid}.new`;
  writeFileSync(scratch, `${JSON.stringify({ v: 1, remotes: said }, null, 2)}\n`);
  renameSync(scratch, file);
}

/** The remote of this name; without one the only remote, or `origin`. Throws `remote-unknown`. */
export function remoteNamed(root: string, name: string | undefined): Remote {
  const remotes = readRemotes(root);
  const [only, ...more] = remotes;
  const wanted = name ?? (only !== undefined && more.length === 0 ? only.name : 'origin');
  const found = remotes.find((remote) => remote.name === wanted);
  if (found === undefined)
    throw new DlakeError('remote-unknown', { remote: wanted, known: remotes.map((remote) => remote.name) });
  return found;
}

function addressIn({ folder, catalog, store }: Readonly<Record<string, unknown>>): Address | undefined {
  if (typeof folder === 'string') return isAbsolute(folder) ? { folder } : undefined;
  if (typeof catalog !== 'string') return undefined;
  if (store === undefined) return { catalog };
  return typeof store === 'string' ? { catalog, store } : undefined;
}

function parsed(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DlakeError('settings-invalid', { file, reason: 'it is not JSON' }, { cause });
  }
}

function objectOf(file: string, value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Readonly<Record<string, unknown>>;
  throw invalid(file, 'it is not one JSON object');
}

const invalid = (file: string, reason: string): DlakeError =>
  new DlakeError('settings-invalid', { file, reason });
