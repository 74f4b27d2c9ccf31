import { setTimeout } from 'node:timers/promises';
import { type TimedProgress, timedProgress } from '../format/timed-progress.ts';
import { diffVersions } from '../lake/diff-versions.ts';
import type { Lake, LocalLake } from '../lake/lake.ts';
import { LakeFollower } from '../lake/lake-follower.ts';
import { lineage } from '../lake/lineage.ts';
import { listDatasets } from '../lake/list-datasets.ts';
import { listFolder } from '../lake/list-folder.ts';
import { log } from '../lake/log.ts';
import type { CommitWithId } from '../lake/read-commit.ts';
import { isLayer } from '../records/layers.ts';
import { refOfDataset } from '../records/parse-ref.ts';
import { findStandings } from '../sync/find-standings.ts';
import type { ActHost } from './acts/act-host.ts';
import { Latest } from './latest.ts';
import { type DatasetRow, datasetRow, refOfRow } from './model/dataset-row.ts';
import { ENTRIES_AT_ONCE } from './model/files-state.ts';
import type { TuiEvent } from './model/tui-event.ts';
import type { Want } from './model/wants.ts';

/** What the screen knows of a lake comes from here. */
export interface LakeView {
  /** Loads what is wanted, as events that bring it. */
  load(want: Want, signal: AbortSignal): AsyncIterable<TuiEvent>;
  /** Tells when somebody changed the lake, until the signal ends it. */
  follow(signal: AbortSignal): AsyncIterable<TuiEvent>;
}

/** Versions that a drawing of lineage has at most, each way: more is not to be seen. */
const VERSIONS = 1000;

/** Versions that are looked at for a ref that others left uncounted. */
const COUNTED = 200;

/** A look at who changed what costs a few reads of small files. */
const LOOK_AGAIN_MS = 1000;

/** The view of a lake. */
export const viewOf = (host: ActHost): LakeView => ({
  load: (want, signal) =>
    want.kind === 'act' ? performed(host, want, signal) : loaded(host.lake, want, signal),
  follow: (signal) => changes(host.lake, signal),
});

async function* performed(
  host: ActHost,
  { job, request }: Extract<Want, { readonly kind: 'act' }>,
  signal: AbortSignal,
): AsyncIterable<TuiEvent> {
  const { performAct } = await import('./acts/perform-act.ts');
  let shown: TimedProgress | undefined;
  const news = new Latest<TuiEvent>();
  const outcome = performAct(host, request, {
    signal,
    onProgress: (state) => {
      shown = timedProgress(shown, state, performance.now());
      news.put({ type: 'progress', job, state, elapsed: shown.elapsed });
    },
  }).then(
    (notice) => ({ notice }),
    // Looked at below: a promise that fails while nobody waits for it would end the program.
    (error: unknown) => ({ error }),
  );
  void outcome.then(() => news.end());
  for await (const event of news) yield event;
  const found = await outcome;
  if ('error' in found) throw found.error;
  yield { type: 'ended', job, notice: found.notice };
}

async function* changes(lake: Lake, signal: AbortSignal): AsyncIterable<TuiEvent> {
  const follower = new LakeFollower(lake);
  while (!signal.aborted) {
    if (await follower.hasNews()) yield { type: 'changed' };
    // An end while it waits is an end, not an error.
    await setTimeout(LOOK_AGAIN_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function* loaded(
  lake: LocalLake,
  want: Exclude<Want, { readonly kind: 'act' }>,
  signal: AbortSignal,
): AsyncIterable<TuiEvent> {
  switch (want.kind) {
    case 'datasets':
      return yield* datasets(lake, want.first);
    case 'versions':
      return yield { type: 'versions', ref: want.ref, rows: await versions(lake, want.ref, want.limit) };
    case 'entries': {
      const { version, folder, after } = want;
      const part = await listFolder(lake, version, folder, { after, limit: ENTRIES_AT_ONCE });
      return yield { type: 'entries', commit: version.id, folder, ...part };
    }
    case 'standings': {
      const refs = want.rows.map(({ layer, dataset, head }) => ({ ref: refOfDataset(layer, dataset), head }));
      const found = await findStandings(lake, want.remote, refs, COUNTED);
      const standings = new Map(want.rows.map((row) => [refOfRow(row), found.get(refOfRow(row))]));
      return yield { type: 'standings', standings };
    }
    case 'lineage': {
      const { root, depth } = want;
      const graph = await lineage(lake, root, { depth, limit: VERSIONS, signal });
      return yield { type: 'lineage', graph };
    }
    case 'differences': {
      const { before, after } = want;
      const files = await diffVersions(lake, before.commit, after.commit);
      return yield { type: 'differences', before: before.id, after: after.id, files };
    }
  }
}

async function* datasets(lake: Lake, first: boolean): AsyncIterable<TuiEvent> {
  let rows: readonly DatasetRow[] = [];
  let told = 0;
  for await (const batch of listDatasets(lake)) {
    rows = [...rows, ...batch.map(datasetRow)];
    // What comes first is shown at once, what follows now and then: each time the list is made again. A list that is
    // there already stays until the new one is whole.
    if (!first || (told > 0 && rows.length < 4 * told)) continue;
    told = rows.length;
    yield { type: 'datasets', rows, complete: false };
  }
  yield { type: 'datasets', rows, complete: true };
}

async function versions(lake: Lake, ref: string, limit: number): Promise<readonly CommitWithId[]> {
  const [layer = '', ...dataset] = ref.split('/');
  if (!isLayer(layer)) return [];
  const rows: CommitWithId[] = [];
  for await (const version of log(lake, { refs: [{ layer, dataset: dataset.join('/') }], limit }))
    rows.push(version);
  return rows;
}
