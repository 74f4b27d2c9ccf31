import { DlakeError } from '../errors.ts';
import { subjectFamily } from './entry-kinds.ts';
import { type EntryId, hexOf } from './ids.ts';
import { isLayer, type Layer } from './layers.ts';
import { isLink, linkedId, linkTo } from './link.ts';
import type { DataMap } from './log-entry.ts';
import { MerkleTree } from './merkle-tree.ts';
import { compareUtf8 } from './utf8-order.ts';

/** Entries of one log that follow one another, by their ids. */
export interface AuditedRun {
  readonly layer: Layer;
  readonly subject: string;
  /** The number of the first. */
  readonly first: number;
  readonly ids: readonly EntryId[];
}

/** What a `checkpoint` entry of the lake's log vouches for: entries of other logs that no entry before it does. */
export interface AuditBatch {
  /** In byte order of `LAYER/SUBJECT`. */
  readonly runs: readonly AuditedRun[];
  /** How many entries this and all checkpoints before it vouch for. */
  readonly total: number;
  /** Where to look for what is new since; for the writer of the next one, who may do without. */
  readonly cursor?: string;
}

/** How many entries a batch names. */
export const entriesIn = (runs: readonly AuditedRun[]): number =>
  runs.reduce((sum, { ids }) => sum + ids.length, 0);

/** The `data` of a checkpoint entry: the Merkle root of a batch, and what it is over. */
export function auditBatchData({ runs, total, cursor }: AuditBatch): DataMap {
  return {
    root: auditRoot(runs),
    entries: entriesIn(runs),
    total,
    ...(cursor === undefined ? {} : { cursor }),
    logs: runs.map(({ layer, subject, first, ids }) => [`${layer}/${subject}`, first, ids.map(linkTo)]),
  };
}

/**
 * What a checkpoint entry vouches for. Throws `record-invalid` when its data is not of that form, or names other
 * entries than its root is over.
 */
export function readAuditBatch(data: DataMap | undefined, what: string): AuditBatch {
  const refuse = (reason: string) => new DlakeError('record-invalid', { what, reason });
  const { root, entries, total, cursor, logs } = data ?? {};
  if (!Array.isArray(logs) || typeof total !== 'number') throw refuse('it does not say what it is over');
  const runs = logs.map((run: unknown) => {
    const read = auditedRun(run);
    if (read === undefined) throw refuse('it names entries in no form that there is');
    return read;
  });
  const names = runs.map(({ layer, subject }) => `${layer}/${subject}`);
  if (names.some((name, at) => at > 0 && compareUtf8(names[at - 1] as string, name) >= 0))
    throw refuse('the logs that it names are not in order');
  if (entriesIn(runs) !== entries || auditRoot(runs) !== root)
    throw refuse('its Merkle root is not that of the entries which it names');
  return { runs, total, ...(typeof cursor === 'string' ? { cursor } : {}) };
}

/** The Merkle root over entries; each is a line as `sha256sum` prints it of the entry's file in a folder store. */
function auditRoot(runs: readonly AuditedRun[]): string {
  const tree = new MerkleTree();
  for (const { layer, subject, first, ids } of runs)
    for (const [at, id] of ids.entries())
      tree.add(`${hexOf(id)}  ${layer}/log/${subject}/${String(first + at).padStart(12, '0')}`);
  return tree.root();
}

function auditedRun(value: unknown): AuditedRun | undefined {
  const [log, first, links, ...more] = Array.isArray(value) ? value : [];
  if (typeof log !== 'string' || !Number.isSafeInteger(first) || first < 1 || !Array.isArray(links))
    return undefined;
  const [, layer = '', subject = ''] = /^([a-z]+)\/(.+)$/.exec(log) ?? [];
  // A store takes no other subject: it becomes a path.
  if (!isLayer(layer) || subjectFamily(subject) === undefined) return undefined;
  const ids = links.map((link: unknown) => (isLink(link) ? linkedId(link) : undefined));
  const whole = ids.length > 0 && ids.every((id) => id?.startsWith('f0171'));
  if (!whole || more.length > 0) return undefined;
  return { layer, subject, first, ids: ids as unknown as EntryId[] };
}
