import type { ProgressState } from '../../format/progress-line.ts';
import type { Standing } from '../../sync/standing.ts';
import type { PaneId } from '../pane-id.ts';
import type { ActName, ActRequest } from './act-request.ts';
import type { Question } from './acts.ts';
import { type DatasetsState, NO_DATASETS } from './datasets-state.ts';
import { type DiffState, NO_DIFF } from './diff-state.ts';
import { type FilesState, NO_FILES } from './files-state.ts';
import { type LineageState, NO_LINEAGE } from './lineage-state.ts';
import { NO_VERSIONS, type VersionsState } from './versions-state.ts';

/** All that the screen is drawn from; whatever happens makes a new one. */
export interface TuiState {
  readonly size: Size;
  /** The lake's name in the head of the screen. */
  readonly lake: string;
  /** The remote that is meant where none is named. */
  readonly remote: string | undefined;
  readonly focus: PaneId;
  /** How refs stand to those of the remote; undefined for one that the remote has not, absent where nobody asked. */
  readonly standings: ReadonlyMap<string, Standing | undefined>;
  readonly datasets: DatasetsState;
  readonly versions: VersionsState;
  readonly files: FilesState;
  /** Also of the file under the cursor, for whoever comes from there. */
  readonly detail: { readonly top: number; readonly ofFile: boolean };
  readonly lineage: LineageState;
  readonly diff: DiffState;
  readonly help: { readonly open: boolean; readonly top: number };
  readonly prompt: Prompt | undefined;
  readonly notice: Notice | undefined;
  /** Something that was said in several lines: it covers the screen until the next key. */
  readonly message: Message | undefined;
  /** The act that is under way. */
  readonly job: Job | undefined;
  /** Acts that were begun so far. */
  readonly jobs: number;
  /** Grows when what was loaded is to be loaded again. */
  readonly generation: number;
  /** What is to go to the clipboard, once for each number. */
  readonly clipboard: { readonly number: number; readonly text: string };
  readonly quitting: boolean;
}

/** The screen in columns and rows. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** A line that is being typed. */
export type Prompt =
  | { readonly kind: 'filter' | 'command'; readonly text: string }
  | { readonly kind: 'question'; readonly act: ActName; readonly question: Question; readonly text: string };

/** An act that is under way. */
export interface Job {
  readonly number: number;
  readonly doing: string;
  readonly request: ActRequest;
  readonly progress: { readonly state: ProgressState; readonly elapsed: number } | undefined;
}

/** Several lines that were said. */
export interface Message {
  readonly tone: Notice['tone'];
  readonly lines: readonly string[];
}

/** Something that was said, until the next key. */
export interface Notice {
  readonly tone: 'good' | 'warn' | 'bad' | 'dim';
  readonly text: string;
}

/** The state before anything is loaded. */
export const firstState = (lake: string, size: Size, remote?: string): TuiState => ({
  size,
  lake,
  remote,
  focus: 'datasets',
  standings: new Map(),
  datasets: NO_DATASETS,
  versions: NO_VERSIONS,
  files: NO_FILES,
  detail: { top: 0, ofFile: false },
  lineage: NO_LINEAGE,
  diff: NO_DIFF,
  help: { open: false, top: 0 },
  prompt: undefined,
  notice: undefined,
  message: undefined,
  job: undefined,
  jobs: 0,
  generation: 0,
  clipboard: { number: 0, text: '' },
  quitting: false,
});
