import { isCidText } from './cid-base32.ts';
import { isLayer } from './layers.ts';
import type { EntryKind } from './log-entry.ts';
import { isName, isSource } from './names.ts';

/** What a log is about, by the first part of its subject. */
export type SubjectFamily = 'refs' | 'tags' | 'objects' | 'backups' | 'lake' | 'remotes';

/** Whether `from` and `to` must, may or must not be there. */
type Presence = 'must' | 'may' | 'no';

/** What an entry of a kind has. */
export interface KindRule {
  readonly from: Presence;
  readonly to: Presence;
  /** The keys of `data` that version 1 names: they are checked; other keys are the writer's. */
  readonly data?: Readonly<Partial<Record<DataKey, Presence>>>;
}

/** The keys of `data` that version 1 names. */
export type DataKey = 'undoes' | 'commits' | 'lake' | 'commit' | 'key' | 'signature';

const PLAIN: KindRule = { from: 'no', to: 'no' };
const MOVE: KindRule = { from: 'may', to: 'must', data: { undoes: 'may' } };
const END: KindRule = { from: 'must', to: 'no', data: { undoes: 'may' } };

/** The kinds of entry that a subject's log takes, and what each has. */
export const ENTRY_KINDS: Readonly<Record<SubjectFamily, Readonly<Partial<Record<EntryKind, KindRule>>>>> = {
  refs: {
    move: MOVE,
    end: END,
    hold: PLAIN,
    release: PLAIN,
    retract: PLAIN,
    refuse: { from: 'may', to: 'may' },
    signature: { ...PLAIN, data: { commit: 'must', key: 'must', signature: 'must' } },
  },
  tags: { move: { ...PLAIN, data: { commits: 'must' } }, end: PLAIN },
  objects: { withdraw: PLAIN, approve: PLAIN },
  backups: { made: PLAIN, failed: PLAIN, drilled: PLAIN, dropped: PLAIN },
  lake: { made: { ...PLAIN, data: { lake: 'must' } }, policy: PLAIN, checkpoint: PLAIN },
  remotes: { move: { from: 'may', to: 'must' }, end: { from: 'must', to: 'no' } },
};

/** The family of a subject, or undefined when it is not the subject of any log. */
export function subjectFamily(subject: string): SubjectFamily | undefined {
  const [family = '', ...rest] = subject.split('/');
  const fits = FORMS.get(family as SubjectFamily);
  return fits?.(rest) === true ? (family as SubjectFamily) : undefined;
}

const FORMS: ReadonlyMap<SubjectFamily, (rest: readonly string[]) => boolean> = new Map([
  ['refs', isDatasetParts],
  ['tags', isOneName],
  ['objects', ([cid = '', ...more]) => more.length === 0 && isObjectCid(cid)],
  ['backups', isOneName],
  ['lake', (rest) => rest.length === 0],
  [
    'remotes',
    ([remote = '', layer = '', ...rest]) => isName(remote) && isLayer(layer) && isDatasetParts(rest),
  ],
]);

function isDatasetParts([source = '', id = '', ...more]: readonly string[]): boolean {
  return more.length === 0 && isSource(source) && isName(id);
}

function isOneName([name = '', ...more]: readonly string[]): boolean {
  return more.length === 0 && isName(name);
}

/** Withdrawals and approvals name objects by their CID in base32. */
const isObjectCid = (cid: string): boolean => isCidText(cid);
