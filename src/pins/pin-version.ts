import { DlakeError } from '../errors.ts';
import type { Lake } from '../lake/lake.ts';
import type { CommitWithId } from '../lake/read-commit.ts';
import type { Lock, Pin } from '../records/lock.ts';
import { refOfDataset } from '../records/parse-ref.ts';
import { refText } from '../records/ref.ts';
import { isBehind } from '../sync/is-behind.ts';
import type { PinnedPlace } from './pinned-place.ts';

/** The lake that is to serve a version, and where it is. */
export interface Server {
  readonly name: string;
  readonly lake: Lake;
  readonly place: PinnedPlace;
}

/**
 * The pin of a version, once it is known that the lake serves it: a ref there names it, or named it or one that came
 * of it. `path` is where its files go; default: where those of the ref's pin went, else its ref. Throws
 * `not-at-remote`.
 */
export async function pinVersion(
  server: Server,
  { id, commit }: CommitWithId,
  lock: Lock,
  path?: string,
): Promise<Pin> {
  const ref = refOfDataset(commit.layer, commit.dataset);
  const { version } = commit.metadata;
  if (!(await isBehind(server.lake, ref, id)))
    throw new DlakeError('not-at-remote', { ref: refText(ref), version, remote: server.name });
  const before = lock.pins.find((pin) => pin.ref === refText(ref));
  return {
    ref: refText(ref),
    version,
    commit: id,
    manifest: commit.manifest,
    ...server.place,
    path: path ?? before?.path ?? refText(ref),
  };
}
