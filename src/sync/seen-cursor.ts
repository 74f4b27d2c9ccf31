import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dlakeFolder } from '../lake/lake-file.ts';

/**
 * How far the logs of a remote were looked through, so that the next fetch asks for what is new alone. A hint: lost
 * or wrong, every log is looked at again. Kept beside the lake's other state, one file for a remote.
 */
const fileOf = (root: string, remote: string): string =>
  join(dlakeFolder(root), 'state', 'seen', `${remote}.json`);

/** Where the last fetch of everything came to in this lake of that name; undefined when there is no such mark. */
export function readSeen(root: string, remote: string, lake: string): string | undefined {
  try {
    const seen: unknown = JSON.parse(readFileSync(fileOf(root, remote), 'utf8'));
    const { lake: of, cursor } = seen as { readonly lake?: unknown; readonly cursor?: unknown };
    return of === lake && typeof cursor === 'string' ? cursor : undefined;
  } catch {
    return undefined;
  }
}

/** Notes how far a fetch of everything came. */
export function writeSeen(root: string, remote: string, lake: string, cursor: string): void {
  const file = fileOf(root, remote);
  mkdirSync(join(dlakeFolder(root), 'state', 'seen'), { recursive: true });
  const scratch = `${file}.${process.pid}.new`;
  writeFileSync(scratch, JSON.stringify({ lake, cursor }));
  renameSync(scratch, file);
}

/** Forgets how far it came: the name may stand for another lake from now on. */
export const forgetSeen = (root: string, remote: string): void =>
  rmSync(fileOf(root, remote), { force: true });
