import { detailLines } from '../presentation/detail-lines.ts';
import { layout } from './layout.ts';
import type { PaneModel } from './pane-model.ts';
import { VERSIONS_PANE } from './versions-pane.ts';

/** What a version says of itself: it is scrolled. */
export const DETAIL_PANE: PaneModel = {
  id: 'detail',
  move: (state, to) => {
    const area = layout(state).find(({ pane }) => pane === 'detail');
    if (area === undefined) return state;
    const page = area.height - 2;
    const lines = detailLines(state, area.width - 2).length;
    const top = Math.max(0, Math.min(to(state.detail.top, page), lines - page));
    return { ...state, detail: { ...state.detail, top } };
  },
  top: () => undefined,
  at: () => undefined,
  on: { back: (state) => ({ ...state, focus: state.detail.ofFile ? 'files' : 'versions' }) },
  copied: VERSIONS_PANE.copied,
};
