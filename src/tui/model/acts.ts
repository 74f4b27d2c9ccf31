import { formatBytes } from '../../format/bytes.ts';
import { count } from '../../format/count.ts';
import { LAYERS, type Layer } from '../../records/layers.ts';
import type { ActName, ActRequest } from './act-request.ts';
import type { TuiState } from './state.ts';
import { versionAt } from './versions-state.ts';

/** What can be done to the lake from the screen. */
export interface Act {
  /** While it is done, as `Pushing`. */
  readonly doing: string;
  /** Why it can't be done now, in words; undefined when it can. */
  refusal(state: TuiState): string | undefined;
  /** What is asked before: a text, a yes, or nothing. */
  question(state: TuiState): Question | undefined;
  /** What is to be done; `answer` is the text that was asked for. It can be done now. */
  request(state: TuiState, answer: string): ActRequest;
}

/** A question, and what may be answered. */
export interface Question {
  readonly kind: 'text' | 'yes';
  readonly text: string;
}

const needsDataset = ({ versions }: TuiState): string | undefined =>
  versions.ref === undefined ? 'No dataset is under the cursor' : undefined;
const needsVersion = (state: TuiState): string | undefined =>
  needsDataset(state) ??
  (versionAt(state.versions) === undefined ? 'Its versions are not loaded yet' : undefined);
const needsRemote = ({ remote }: TuiState): string | undefined =>
  remote === undefined ? 'This lake has no remote: dlake remote add NAME FOLDER' : undefined;
const refOf = ({ versions }: TuiState): string => versions.ref ?? '';
const chosen = ({ versions }: TuiState) => versionAt(versions)!;
const named = (state: TuiState): string => `${refOf(state)}@${chosen(state).commit.metadata.version}`;

const nextLayer = (state: TuiState): Layer | undefined =>
  LAYERS[LAYERS.indexOf(chosen(state).commit.layer) + 1];
const isLast = (state: TuiState): string | undefined =>
  nextLayer(state) === undefined ? 'archive is the last layer: there is none to promote to' : undefined;

/** The acts by name; another one is another entry, its key in `keys.ts`, and a file in `tui/acts`. */
export const ACTS: Readonly<Record<ActName, Act>> = {
  commit: {
    doing: 'Committing',
    refusal: needsDataset,
    question: (state) => ({ kind: 'text', text: `Commit the folder ${refOf(state)}, why?` }),
    request: (state, message) => ({ act: 'commit', ref: refOf(state), message }),
  },
  checkout: {
    doing: 'Checking out',
    refusal: needsVersion,
    question: (state) => ({ kind: 'yes', text: `Write ${named(state)} to its folder?` }),
    request: (state) => ({ act: 'checkout', version: chosen(state) }),
  },
  promote: {
    doing: 'Promoting',
    refusal: (state) => needsVersion(state) ?? isLast(state),
    question: (state) => {
      const { files, bytes } = chosen(state).commit;
      const what = `${count(files, 'file')}, ${formatBytes(bytes)}`;
      return {
        kind: 'text',
        text: `Promote ${named(state)} to ${nextLayer(state)} (${what}, by copy), why?`,
      };
    },
    request: (state, reason) => ({ act: 'promote', version: chosen(state), reason }),
  },
  get: {
    doing: 'Getting',
    refusal: (state) => needsRemote(state) ?? needsVersion(state),
    question: () => undefined,
    request: (state) => ({ act: 'get', version: chosen(state) }),
  },
  drop: {
    doing: 'Dropping',
    refusal: (state) => needsRemote(state) ?? needsVersion(state),
    question: (state) => ({
      kind: 'yes',
      text: `Free the files of ${named(state)} here, once a remote is proved to hold them?`,
    }),
    request: (state) => ({ act: 'drop', version: chosen(state) }),
  },
  tag: {
    doing: 'Tagging',
    refusal: needsVersion,
    question: (state) => ({
      kind: 'text',
      text:
        state.versions.marks.length > 1
          ? `A name for the ${state.versions.marks.length} marked versions:`
          : `A name for ${named(state)}:`,
    }),
    request: (state, name) => {
      const { marks } = state.versions;
      return { act: 'tag', name, versions: marks.length > 1 ? marks : [chosen(state)] };
    },
  },
  verify: {
    doing: 'Verifying',
    refusal: needsVersion,
    question: () => undefined,
    request: (state) => ({ act: 'verify', version: chosen(state) }),
  },
  fetch: {
    doing: 'Fetching',
    refusal: needsRemote,
    question: () => undefined,
    request: () => ({ act: 'fetch' }),
  },
  pull: {
    doing: 'Pulling',
    refusal: (state) => needsRemote(state) ?? needsDataset(state),
    question: (state) => ({ kind: 'yes', text: `Pull ${refOf(state)} from ${state.remote}?` }),
    request: (state) => ({ act: 'pull', ref: refOf(state) }),
  },
  push: {
    doing: 'Pushing',
    refusal: (state) => needsRemote(state) ?? needsDataset(state),
    question: (state) => ({ kind: 'yes', text: `Push ${refOf(state)} to ${state.remote}?` }),
    request: (state) => ({ act: 'push', ref: refOf(state) }),
  },
};

/** Whether an act has this name. */
export const isActName = (name: string): name is ActName => Object.hasOwn(ACTS, name);
