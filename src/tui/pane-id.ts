/** The parts of the screen, in the order of their numbers. */
export const PANE_IDS = ['datasets', 'versions', 'files', 'detail', 'lineage', 'diff'] as const;

/** A part of the screen. */
export type PaneId = (typeof PANE_IDS)[number];
