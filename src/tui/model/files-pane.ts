import { hexOf } from '../../records/ids.ts';
import { isSymlink } from '../../records/manifest-entry.ts';
import { cursorAt } from './cursor.ts';
import { fileAt, toggled } from './files-state.ts';
import { innerHeight } from './layout.ts';
import type { PaneModel } from './pane-model.ts';
import { shellWord } from './shell-word.ts';
import { versionAt } from './versions-state.ts';

/** The files of a version: enter opens a folder, back closes the one that the cursor is in. */
export const FILES_PANE: PaneModel = {
  id: 'files',
  move: (state, to) => {
    const { files } = state;
    const height = innerHeight(state, 'files');
    const cursor = cursorAt(files.cursor, to(files.cursor.at, height), files.shown.length, height);
    return { ...state, files: { ...files, cursor } };
  },
  top: ({ files }) => files.cursor.top,
  at: ({ files }) => files.cursor.at,
  on: {
    enter: (state) => {
      const one = fileAt(state.files);
      if (one?.kind !== 'entry') return state;
      if (one.entry.kind !== 'folder') return { ...state, focus: 'detail' };
      return { ...state, files: toggled(state.files, one.entry.path) };
    },
    back: (state) => {
      const { files } = state;
      const one = fileAt(files);
      if (one?.kind === 'entry' && one.open) return { ...state, files: toggled(files, one.entry.path) };
      const path = one?.kind === 'entry' ? one.entry.path : one?.folder;
      const above = path?.includes('/') ? path.slice(0, path.lastIndexOf('/')) : undefined;
      if (above === undefined) return { ...state, focus: 'versions' };
      const at = files.shown.findIndex((row) => row.kind === 'entry' && row.entry.path === above);
      return { ...state, files: toggled({ ...files, cursor: { ...files.cursor, at } }, above) };
    },
  },
  copied: ({ files, versions }) => {
    const one = fileAt(files);
    const version = versionAt(versions);
    if (one?.kind !== 'entry' || version === undefined) return undefined;
    const { path, entry } = one.entry;
    const { layer, dataset, metadata } = version.commit;
    const revision = shellWord(`${layer}/${dataset}@${metadata.version}:${path}`);
    const id = entry === undefined || isSymlink(entry) ? path : hexOf(entry.blob);
    return { id, command: entry === undefined ? `dlake ls ${revision}` : `dlake cat ${revision}` };
  },
};
