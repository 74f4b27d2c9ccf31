import type { Lake } from '../lake/lake.ts';
import { noteRef } from '../lake/note-ref.ts';
import { allRefNotes, originData, type RefNote, type RefNotes, refNotes } from '../lake/ref-notes.ts';
import { addSignature } from '../lake/signatures/sign-version.ts';
import { linkTo } from '../records/link.ts';
import { type Ref, refSubject } from '../records/ref.ts';

/**
 * Brings to a lake what another one knows that was said of these refs, retractions and holds: each is said there once, by
 * who brings it, with who said it first and when. It holds whether or not the ref is there yet. Signatures come too:
 * they say themselves whose they are.
 */
export async function copyNotes(from: Lake, to: Lake, refs: readonly Ref[], actor: string): Promise<void> {
  // A server tells all of them as easily as one.
  const all = from.actor === undefined ? undefined : await allRefNotes(from);
  for (const ref of refs) {
    const said = all === undefined ? await refNotes(from, ref) : all.get(`${ref.layer}/${refSubject(ref)}`);
    if (said !== undefined && notesIn(said).length + said.signatures.length > 0)
      await copyOf(said, to, ref, actor);
  }
}

const notesIn = ({ retractions, holds, releases }: RefNotes): readonly RefNote[] => [
  ...retractions,
  ...holds,
  ...releases,
];

async function copyOf(said: RefNotes, to: Lake, ref: Ref, actor: string): Promise<void> {
  const there = await refNotes(to, ref);
  const released = new Set(there.releases.map(({ hold }) => hold));
  const known = new Set(notesIn(there).map(({ id }) => id));
  const isNews = ({ id }: RefNote) => !known.has(id) && !released.has(id);
  const add = (kind: 'retract' | 'hold' | 'release', note: RefNote, data = {}) =>
    noteRef(to, ref, {
      kind,
      actor,
      ...(note.reason !== '' && { reason: note.reason }),
      data: { ...originData(note), ...data },
    });
  for (const one of said.retractions.filter(isNews)) {
    const { commit, path } = one;
    const isSaid = there.retractions.some((other) => other.commit === commit && other.path === path);
    if (!isSaid) await add('retract', one, { commit: linkTo(commit), ...(path !== undefined && { path }) });
  }
  for (const one of said.holds.filter(isNews)) await add('hold', one);
  for (const one of said.releases.filter(isNews)) await add('release', one, { hold: linkTo(one.hold) });
  const signed = new Set(there.signatures.map(({ signature }) => signature));
  for (const one of said.signatures) if (!signed.has(one.signature)) await addSignature(to, ref, one, actor);
}
