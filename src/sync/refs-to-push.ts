import { DlakeError } from '../errors.ts';
import type { Lake } from '../lake/lake.ts';
import { listRefHeads } from '../lake/list-ref-heads.ts';
import { nearRefs } from '../lake/near-refs.ts';
import { refHead } from '../lake/ref-head.ts';
import { refHeads } from '../lake/ref-heads.ts';
import { type Ref, refText } from '../records/ref.ts';
import { trackedRef } from './tracked-refs.ts';

/**
 * The refs that a push means: those named; without any, those of this lake that the remote has, or was seen to
 * have; with `all` every one that has not ended. Throws `ref-unknown`.
 */
export async function refsToPush(
  local: Lake,
  remote: string,
  other: Lake,
  named: readonly Ref[],
  all: boolean,
): Promise<readonly Ref[]> {
  for (const ref of named) {
    if ((await refHead(local, ref)) === undefined)
      throw new DlakeError('ref-unknown', { ref: refText(ref), near: await nearRefs(local, ref) });
  }
  if (named.length > 0 && !all) return named;
  const wanted = new Set<Ref>();
  const unseen: Ref[] = [];
  for (const { ref, commit } of await listRefHeads(local)) {
    const isNew = all && commit !== undefined;
    if (isNew || (await trackedRef(local, remote, ref)) !== undefined) wanted.add(ref);
    else unseen.push(ref);
  }
  for await (const heads of refHeads(other, unseen)) for (const { ref } of heads) wanted.add(ref);
  return [...wanted];
}
