import type { Layer } from '../records/layers.ts';

/** The letter of a layer: colours alone would say nothing to whoever can't tell them apart. */
export const layerLetter = (layer: Layer): string => layer.slice(0, 1).toUpperCase();
