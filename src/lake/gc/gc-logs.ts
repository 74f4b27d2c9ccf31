import type { CommitId } from '../../records/ids.ts';
import { isLayer, LAYERS, type Layer } from '../../records/layers.ts';
import { isLink, linkedId } from '../../records/link.ts';
import type { Lake } from '../lake.ts';
import { entriesBack } from '../log-head.ts';
import { readingProblem } from '../reading-problem.ts';
import type { MarkProblem } from './mark.ts';

/** What a log of a ref has named, until it ended last or since then. */
export interface GcLog {
  /** As `processed/geo/GSE2034`. */
  readonly ref: string;
  readonly roots: readonly CommitId[];
  /** It ended since, longer ago than the grace, and nobody holds it. */
  readonly isEnded: boolean;
  /** It tells of a remote's ref: what it names need not be here. */
  readonly isRemote: boolean;
}

export interface GcLogsOptions {
  readonly graceMs: number;
  readonly onProblem: (problem: MarkProblem) => void;
}

/**
 * The logs of all refs, here and as they were seen at remotes. When one ended is told by whoever ended it, and no
 * earlier than any entry before it claims to be.
 */
export async function* gcLogs(lake: Lake, options: GcLogsOptions): AsyncIterable<GcLog> {
  for (const layer of LAYERS) {
    for await (const subject of lake.store.logs.subjects(layer, 'refs/'))
      yield* await readLog(lake, layer, subject, options);
  }
  for await (const subject of lake.store.logs.subjects('raw', 'remotes/'))
    yield* await readLog(lake, 'raw', subject, options);
}

async function readLog(
  lake: Lake,
  layer: Layer,
  subject: string,
  { graceMs, onProblem }: GcLogsOptions,
): Promise<readonly GcLog[]> {
  const isRemote = subject.startsWith('remotes/');
  const ref = isRemote ? subject.split('/').slice(2).join('/') : `${layer}/${subject.slice('refs/'.length)}`;
  const [since, before] = [new Set<CommitId>(), new Set<CommitId>()];
  const [holds, released] = [new Set<string>(), new Set<string>()];
  let endedAt: string | undefined;
  try {
    for await (const { id, entry } of entriesBack(lake, layer, subject)) {
      if (entry.kind === 'end') endedAt ??= entry.at;
      if (entry.kind === 'move') (endedAt === undefined ? since : before).add(entry.to as CommitId);
      if (endedAt !== undefined && entry.at > endedAt) endedAt = entry.at;
      const { hold, origin } = entry.data ?? {};
      // A hold that came with a push or fetch is known by the entry that said it first.
      if (entry.kind === 'hold') holds.add((isLink(origin) && linkedId(origin)) || id);
      if (entry.kind === 'release' && isLink(hold)) released.add(linkedId(hold) ?? '');
    }
  } catch (error) {
    const reason = readingProblem(error);
    if (reason === undefined) throw error;
    const ofLayer = isRemote ? ref.split('/')[0] : layer;
    if (ofLayer !== undefined && isLayer(ofLayer)) onProblem({ layer: ofLayer, what: subject, reason });
    return [{ ref, roots: [...since, ...before], isEnded: false, isRemote }];
  }
  const isOver = endedAt !== undefined && Date.parse(endedAt) + graceMs <= lake.now().getTime();
  const isHeld = [...holds].some((hold) => !released.has(hold));
  return [
    { ref, roots: [...since], isEnded: false, isRemote },
    { ref, roots: [...before], isEnded: isOver && !isHeld, isRemote },
  ].filter(({ roots }) => roots.length > 0);
}
