import type { ProgressState } from '../../format/progress-line.ts';
import type { Differences } from '../../lake/diff-versions.ts';
import type { Lineage } from '../../lake/lineage.ts';
import type { ListedEntry } from '../../lake/list-folder.ts';
import type { CommitWithId } from '../../lake/read-commit.ts';
import type { CommitId } from '../../records/ids.ts';
import type { Standing } from '../../sync/standing.ts';
import type { DatasetRow } from './dataset-row.ts';
import type { Notice, Size } from './state.ts';

/** Something that happened: a key, or news from the lake. */
export type TuiEvent =
  /** A key by its name; `text` is what it types, if it types something. */
  | { readonly type: 'key'; readonly key: string; readonly text?: string }
  /** A button of the mouse at a column and row from 0, or its wheel. */
  | {
      readonly type: 'mouse';
      readonly does: 'click' | 'wheel-up' | 'wheel-down';
      readonly x: number;
      readonly y: number;
    }
  | { readonly type: 'resized'; readonly size: Size }
  /** All datasets that are known so far, by layer and name. */
  | { readonly type: 'datasets'; readonly rows: readonly DatasetRow[]; readonly complete: boolean }
  | { readonly type: 'versions'; readonly ref: string; readonly rows: readonly CommitWithId[] }
  | {
      readonly type: 'entries';
      readonly commit: CommitId;
      readonly folder: string;
      readonly entries: readonly ListedEntry[];
      readonly complete: boolean;
    }
  /** How refs stand to those of the remote. */
  | { readonly type: 'standings'; readonly standings: ReadonlyMap<string, Standing | undefined> }
  | { readonly type: 'lineage'; readonly graph: Lineage }
  | {
      readonly type: 'differences';
      readonly before: CommitId;
      readonly after: CommitId;
      readonly files: Differences;
    }
  /** Somebody changed the lake. */
  | { readonly type: 'changed' }
  /** How far an act is, after so many milliseconds. */
  | {
      readonly type: 'progress';
      readonly job: number;
      readonly state: ProgressState;
      readonly elapsed: number;
    }
  /** An act has come to its end. */
  | { readonly type: 'ended'; readonly job: number; readonly notice: Notice }
  /** Something that is to be told, in one line or in several. */
  | { readonly type: 'said'; readonly notice: Notice };
