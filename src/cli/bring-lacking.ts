import { DlakeError, isDlakeError } from '../errors.ts';
import { formatBytes } from '../format/bytes.ts';
import { count } from '../format/count.ts';
import { safe } from '../format/safe-text.ts';
import type { LocalLake } from '../lake/lake.ts';
import type { CommitWithId } from '../lake/read-commit.ts';
import { type GetOptions, getFiles } from '../sync/get-files.ts';
import type { RemoteSources } from '../sync/remote-sources.ts';
import type { Output } from './output.ts';

/** What a command has at hand that brings what it lacks. */
export interface Bringing extends Pick<GetOptions, 'isMeant' | 'onProgress' | 'signal'> {
  readonly lake: LocalLake;
  readonly sources: RemoteSources;
  readonly output: Output;
}

/** A symlink may lead to another file that lacks, and pages to files. */
const ROUNDS = 4;

/**
 * Does something with a version; where bytes of it are not here, brings those that are meant (without `isMeant` those
 * that were missed) from whatever remote has them, and does it again. Throws `bytes-unreachable` where a remote that
 * may have them can't be asked, and what was thrown at first where none has them.
 */
export async function bringingLacking<T>(
  { lake, sources, output, isMeant, ...options }: Bringing,
  version: CommitWithId,
  act: () => Promise<T>,
): Promise<T> {
  for (let round = 1; ; round++) {
    try {
      return await act();
    } catch (error) {
      if (!isDlakeError(error, 'object-missing') || round === ROUNDS) throw error;
      const missed = (path: string) => path === error.data.path;
      const how = { ...options, isMeant: isMeant ?? missed };
      const got = await getFiles(lake, sources, version, how).catch((failure: unknown) => {
        throw isDlakeError(failure, 'object-missing') ? orSilent(sources, error) : failure;
      });
      if (got.lost.length > 0) throw orSilent(sources, error);
      for (const { remote, objects, bytes } of got.from)
        output.note(safe`${count(objects, 'file')}, ${formatBytes(bytes)} came from ${remote}`);
    }
  }
}

/** Why bytes are not to be had: a remote that can't be asked may have them. */
function orSilent({ silent }: RemoteSources, error: DlakeError<'object-missing'>): DlakeError {
  const [first] = silent;
  if (first === undefined) return error;
  const { path, ref, id } = error.data;
  const what = path === undefined ? id : `${ref ?? ''}:${path}`;
  return new DlakeError('bytes-unreachable', { what, ...first }, { cause: error });
}
