import { derivedFrom } from '../catalog/derived-from.ts';
import { DlakeError } from '../errors.ts';
import type { CommitId } from '../records/ids.ts';
import { type Ref, refSubject, refText } from '../records/ref.ts';
import { ancestors, isAncestor } from './ancestors.ts';
import { appendEntry } from './append-entry.ts';
import type { Lake } from './lake.ts';
import { listRefHeads } from './list-ref-heads.ts';
import { listTags } from './list-tags.ts';
import { logHead } from './log-head.ts';
import { namingAgain } from './naming-again.ts';
import { nearRefs } from './near-refs.ts';
import { readCommit } from './read-commit.ts';
import type { VersionToRecord } from './record-version.ts';
import { refHead } from './ref-head.ts';
import { refPositions, UNDOES } from './ref-positions.ts';

/** From where to where a ref was moved back; `to` is undefined when it had not been before. */
export interface Undone {
  readonly ref: string;
  readonly from: CommitId | undefined;
  readonly to: CommitId | undefined;
}

/** Who takes a move back, and why. */
export interface UndoOptions {
  readonly actor: string;
  readonly reason?: string | undefined;
  readonly announce?: VersionToRecord['announce'];
}

/**
 * Moves a ref back to where it stood before the last move that still counts. Nothing is erased: the log gets
 * one more entry. Throws `rule-refused` when a remote has the version, a tag names it or live data derives
 * from it, or what an ended ref named was freed since, `nothing-to-undo` when all of them are taken back, `ref-unknown`, `ref-moved` when somebody moves the ref meanwhile.
 */
export async function undo(lake: Lake, ref: Ref, options: UndoOptions): Promise<Undone> {
  const head = await refHead(lake, ref);
  if (head === undefined)
    throw new DlakeError('ref-unknown', { ref: refText(ref), near: await nearRefs(lake, ref) });
  const positions = await refPositions(lake, ref);
  const top = positions.at(-1);
  if (top === undefined) throw new DlakeError('nothing-to-undo', { ref: refText(ref) });
  if (top.commit !== undefined) await mayBeUndone(lake, ref, top.commit);
  const to = positions.at(-2)?.commit;
  if (to !== undefined && options.announce) {
    const { commit } = await readCommit(lake, to, ref.layer);
    options.announce({ from: top.commit, commit: to, manifest: commit.manifest });
  }
  const append = () =>
    appendEntry(lake, ref.layer, refSubject(ref), head.last, {
      kind: to === undefined ? 'end' : 'move',
      ...(top.commit === undefined ? {} : { from: top.commit }),
      ...(to === undefined ? {} : { to }),
      data: { [UNDOES]: top.seq },
      actor: options.actor,
      reason: options.reason ?? 'undo',
    });
  const isNamedAgain = to !== undefined && top.commit === undefined;
  const made = await (isNamedAgain ? namingAgain(lake, ref, to, append) : append());
  if (made === undefined) throw new DlakeError('ref-moved', { ref: refText(ref) });
  return { ref: refText(ref), from: top.commit, to };
}

async function mayBeUndone(lake: Lake, ref: Ref, commit: CommitId): Promise<void> {
  const subject = refText(ref);
  const remote = await remoteWith(lake, ref, commit);
  if (remote !== undefined) {
    throw new DlakeError('rule-refused', {
      subject,
      rule: `${remote} has this version already: commit a better one, or revert`,
    });
  }
  for (const tag of await listTags(lake)) {
    if (tag.commits.includes(commit)) {
      throw new DlakeError('rule-refused', { subject, rule: `the tag ${tag.name} names this version` });
    }
  }
  const user = await liveUser(lake, commit);
  if (user !== undefined)
    throw new DlakeError('rule-refused', { subject, rule: `${user} was derived from this version` });
}

/** The remote whose copy of the ref includes the commit, if there is one. */
async function remoteWith(lake: Lake, ref: Ref, commit: CommitId): Promise<string | undefined> {
  for await (const subject of lake.store.logs.subjects('raw', 'remotes/')) {
    const [, remote, ...rest] = subject.split('/');
    if (rest.join('/') !== refText(ref)) continue;
    const to = (await logHead(lake, 'raw', subject))?.entry.to;
    if (to !== undefined && (await isAncestor(lake, commit, to as CommitId, ref.layer))) return remote;
  }
  return undefined;
}

/** A ref whose living history has the commit as an input or a parent. */
async function liveUser(lake: Lake, commit: CommitId): Promise<string | undefined> {
  const users = new Set<CommitId>(await derivedFrom(await lake.catalog(), commit));
  if (users.size === 0) return undefined;
  for (const head of await listRefHeads(lake)) {
    if (head.commit === undefined) continue;
    for await (const { id } of ancestors(lake, head.commit, head.ref.layer))
      if (users.has(id)) return refText(head.ref);
  }
  return undefined;
}
