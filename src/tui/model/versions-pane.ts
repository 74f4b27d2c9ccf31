import { hexOf } from '../../records/ids.ts';
import { cursorAt } from './cursor.ts';
import { innerHeight } from './layout.ts';
import type { PaneModel } from './pane-model.ts';
import { VERSIONS_AT_ONCE, versionAt } from './versions-state.ts';

/** Rows before the last loaded one at which more are loaded. */
const AHEAD = 50;

/** The versions of a dataset: enter looks at the files of one. */
export const VERSIONS_PANE: PaneModel = {
  id: 'versions',
  move: (state, to) => {
    const { versions } = state;
    const height = innerHeight(state, 'versions');
    const cursor = cursorAt(versions.cursor, to(versions.cursor.at, height), versions.rows.length, height);
    const more = versions.rows.length === versions.limit && cursor.at + AHEAD >= versions.rows.length;
    const growth = more ? { limit: versions.limit + VERSIONS_AT_ONCE, loaded: false } : {};
    return { ...state, versions: { ...versions, cursor, ...growth } };
  },
  top: ({ versions }) => versions.cursor.top,
  at: ({ versions }) => versions.cursor.at,
  on: {
    enter: (state) => (versionAt(state.versions) === undefined ? state : { ...state, focus: 'files' }),
    back: (state) => ({ ...state, focus: 'datasets' }),
    mark: (state) => {
      const { versions } = state;
      const version = versionAt(versions);
      if (version === undefined) return state;
      const others = versions.marks.filter(({ id }) => id !== version.id);
      const marks = others.length < versions.marks.length ? others : [...others.slice(-1), version];
      return { ...state, versions: { ...versions, marks } };
    },
  },
  copied: ({ versions }) => {
    const version = versionAt(versions);
    if (version === undefined) return undefined;
    const { layer, dataset, metadata } = version.commit;
    return { id: hexOf(version.id), command: `dlake show ${layer}/${dataset}@${metadata.version}` };
  },
};
