import type { ListedEntry } from '../../lake/list-folder.ts';
import type { CommitWithId } from '../../lake/read-commit.ts';
import type { CommitId } from '../../records/ids.ts';
import type { ActRequest } from './act-request.ts';
import { type DatasetRow, refOfRow } from './dataset-row.ts';
import { innerHeight } from './layout.ts';
import type { TuiState } from './state.ts';
import { versionAt } from './versions-state.ts';

/** Something that the state lacks and the lake has. Two with one key are the same. */
export type Want =
  /** `first`: there are none yet, so that a part of them is better than nothing. */
  | { readonly kind: 'datasets'; readonly key: string; readonly first: boolean }
  | { readonly kind: 'versions'; readonly key: string; readonly ref: string; readonly limit: number }
  | {
      readonly kind: 'entries';
      readonly key: string;
      readonly version: CommitWithId;
      readonly folder: string;
      readonly after: ListedEntry | undefined;
    }
  | {
      readonly kind: 'standings';
      readonly key: string;
      readonly remote: string;
      readonly rows: readonly DatasetRow[];
    }
  | { readonly kind: 'act'; readonly key: string; readonly job: number; readonly request: ActRequest }
  | { readonly kind: 'lineage'; readonly key: string; readonly root: CommitId; readonly depth: number }
  | {
      readonly kind: 'differences';
      readonly key: string;
      readonly before: CommitWithId;
      readonly after: CommitWithId;
    };

/** What is to be loaded for what can be seen, now that the state is as it is. */
export function wantsOf(state: TuiState): readonly Want[] {
  const { generation, datasets, versions } = state;
  return [
    ...(datasets.loaded
      ? []
      : [{ kind: 'datasets' as const, key: `datasets ${generation}`, first: datasets.rows.length === 0 }]),
    ...(versions.ref === undefined || versions.loaded
      ? []
      : [
          {
            kind: 'versions' as const,
            key: `versions ${generation} ${versions.limit} ${versions.ref}`,
            ref: versions.ref,
            limit: versions.limit,
          },
        ]),
    ...entriesWanted(state),
    ...lineageWanted(state),
    ...actWanted(state),
    ...differencesWanted(state),
    ...standingsWanted(state),
  ];
}

/** Rows below what can be seen that are loaded before somebody gets there. */
const AHEAD = 50;

function entriesWanted(state: TuiState): Want[] {
  const { files, versions } = state;
  const version = versionAt(versions);
  if (version === undefined || version.id !== files.commit) return [];
  const wanted = (folder: string): Want => {
    const after = files.folders.get(folder)?.entries.at(-1);
    return {
      kind: 'entries',
      key: `entries ${version.id} ${after?.path ?? ''} ${folder}`,
      version,
      folder,
      after,
    };
  };
  if (files.folders.size === 0) return [wanted('')];
  const { top } = files.cursor;
  const seen = files.shown.slice(top, top + innerHeight(state, 'files') + AHEAD);
  return seen.flatMap((row) => (row.kind === 'more' ? [wanted(row.folder)] : []));
}

/** Only for whoever looks at it: it takes some questions. */
function lineageWanted({ focus, versions, lineage, generation }: TuiState): Want[] {
  const version = versionAt(versions);
  if (focus !== 'lineage' || version === undefined) return [];
  const { depth } = lineage;
  return [{ kind: 'lineage', key: `lineage ${generation} ${depth} ${version.id}`, root: version.id, depth }];
}

function differencesWanted({ diff: { before, after, loaded } }: TuiState): Want[] {
  if (loaded || before === undefined || after === undefined) return [];
  return [{ kind: 'differences', key: `differences ${before.id} ${after.id}`, before, after }];
}

const actWanted = ({ job }: TuiState): Want[] =>
  job === undefined ? [] : [{ kind: 'act', key: `act ${job.number}`, job: job.number, request: job.request }];

/**
 * Only of what can be seen: counting how far apart two refs are may take some reads. Of a list that is there again and is
 * loaded anew heads may have moved.
 */
function standingsWanted({ remote, datasets, standings, generation, ...state }: TuiState): Want[] {
  if (remote === undefined || (generation > 0 && !datasets.loaded)) return [];
  const { top } = datasets.cursor;
  const seen = datasets.shown.slice(top, top + innerHeight(state, 'datasets'));
  const rows = seen.flatMap((one) => (one.kind === 'dataset' && !standings.has(refOfRow(one)) ? [one] : []));
  const [first] = rows;
  if (first === undefined) return [];
  const key = `standings ${generation} ${rows.length} ${refOfRow(first)}`;
  return [{ kind: 'standings', key, remote, rows }];
}
