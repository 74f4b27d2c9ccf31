/** The four layers, in the order in which data moves through them. */
export const LAYERS = ['raw', 'processed', 'curated', 'archive'] as const;

/** One of the four layers. */
export type Layer = (typeof LAYERS)[number];

/** Whether this text names a layer. */
export const isLayer = (text: string): text is Layer => (LAYERS as readonly string[]).includes(text);
