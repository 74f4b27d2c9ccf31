import { type EntryOfLog, entriesOfKinds } from '../catalog/entries-of-kinds.ts';
import { decodeEntry } from '../records/entry.ts';
import { type CommitId, type EntryId, entryId } from '../records/ids.ts';
import { isLink, type Link, linkedId, linkTo } from '../records/link.ts';
import type { DataMap, LogEntry } from '../records/log-entry.ts';
import { type Ref, refSubject } from '../records/ref.ts';
import { sha256Hex } from '../records/sha256.ts';
import type { Lake } from './lake.ts';
import { entriesBack } from './log-head.ts';

/** Something that was said of a ref. Copied to another lake it keeps who said it, when, and by which entry first. */
export interface RefNote {
  /** The entry that said it first, in whatever lake. */
  readonly id: EntryId;
  readonly by: string;
  readonly at: string;
  readonly reason: string;
}

/** That a version, or one file of it, is not to be used any more. */
export interface Retraction extends RefNote {
  readonly commit: CommitId;
  /** Absent: the whole version. */
  readonly path?: string;
}

/** That a hold has come to its end. */
export interface Release extends RefNote {
  readonly hold: EntryId;
}

/** A signature over a commit, as its ref's log has it; nobody has checked it. */
export interface CommitSignature {
  readonly commit: CommitId;
  /** `ssh-ed25519 AAAA...` */
  readonly key: string;
  /** SSHSIG, in base64. */
  readonly signature: string;
}

/** All that was said of a ref, each the oldest first. */
export interface RefNotes {
  readonly retractions: readonly Retraction[];
  /** Those that stand. */
  readonly holds: readonly RefNote[];
  readonly releases: readonly Release[];
  readonly signatures: readonly CommitSignature[];
}

const KINDS = ['hold', 'release', 'retract', 'signature'] as const;

/** What was said of a ref. A local log is read to its first entry; a central lake answers with one statement. */
export async function refNotes(lake: Lake, ref: Ref): Promise<RefNotes> {
  const log = { layer: ref.layer, subject: refSubject(ref) };
  if (lake.actor !== undefined) return notesOf(await entriesOfKinds(await lake.catalog(), KINDS, log));
  const entries: NotedEntry[] = [];
  for await (const { id, entry } of entriesBack(lake, log.layer, log.subject))
    if (isNote(entry)) entries.push({ id, entry });
  return notesIn(entries.reverse());
}

/** What was said of each ref of which anything was, by `LAYER/SUBJECT` of its log; asks the catalog. */
export async function allRefNotes(lake: Pick<Lake, 'catalog'>): Promise<ReadonlyMap<string, RefNotes>> {
  const logs = new Map<string, EntryOfLog[]>();
  for (const entry of await entriesOfKinds(await lake.catalog(), KINDS)) {
    const log = `${entry.layer}/${entry.subject}`;
    const ofLog = logs.get(log) ?? [];
    ofLog.push(entry);
    logs.set(log, ofLog);
  }
  return new Map([...logs].map(([log, entries]) => [log, notesOf(entries)]));
}

/** What `data` of a copied entry says of where it comes from. */
export const originData = ({ id, by, at }: RefNote): DataMap => ({ origin: linkTo(id), by, since: at });

interface NotedEntry {
  readonly id: EntryId;
  readonly entry: LogEntry;
}

const isNote = ({ kind }: LogEntry): boolean => KINDS.some((known) => known === kind);

const notesOf = (entries: readonly EntryOfLog[]): RefNotes =>
  notesIn(
    entries.map(({ subject, seq, bytes }) => ({
      id: entryId(sha256Hex(bytes)),
      entry: decodeEntry(bytes, { subject, seq }),
    })),
  );

function notesIn(entries: readonly NotedEntry[]): RefNotes {
  const retractions = new Map<EntryId, Retraction>();
  const holds = new Map<EntryId, RefNote>();
  const releases = new Map<EntryId, Release>();
  const signatures: CommitSignature[] = [];
  for (const noted of entries) {
    const note = noteOf(noted);
    const { commit, hold, path } = noted.entry.data ?? {};
    if (noted.entry.kind === 'signature') signatures.push(signatureOf(noted.entry));
    else if (noted.entry.kind === 'hold') holds.set(note.id, note);
    else if (noted.entry.kind === 'release' && isLink(hold))
      releases.set(note.id, { ...note, hold: linkedId(hold) as string as EntryId });
    else if (isLink(commit)) {
      const of = { commit: linkedId(commit) as CommitId, ...(typeof path === 'string' && { path }) };
      retractions.set(note.id, { ...note, ...of });
    }
  }
  // A release that was heard of before its hold ends that too.
  for (const { hold } of releases.values()) holds.delete(hold);
  return {
    retractions: [...retractions.values()],
    holds: [...holds.values()],
    releases: [...releases.values()],
    signatures,
  };
}

function noteOf({ id, entry }: NotedEntry): RefNote {
  const { origin, by, since } = entry.data ?? {};
  const copied = isLink(origin) && typeof by === 'string' && typeof since === 'string';
  return {
    id: copied ? (linkedId(origin) as string as EntryId) : id,
    by: copied ? by : entry.actor,
    at: copied ? since : entry.at,
    reason: entry.reason ?? '',
  };
}

/** The format fixes what `data` of a signature has. */
function signatureOf({ data }: LogEntry): CommitSignature {
  const { commit, key, signature } = data as unknown as CommitSignature & { readonly commit: Link };
  return { commit: linkedId(commit) as CommitId, key, signature };
}
