import type { LayerIndex } from './layer-index.ts';

/** Beyond so many, the folders of large blobs are listed rather than asked for each. */
const ASKED_ONE_BY_ONE = 256;

/**
 * Tells whether a digest, in hex, may be that of a large blob of the layer, for so many of them: a listing spares a
 * system call for each that is not. It is as old as this call.
 */
export function listedBlobs(index: LayerIndex, wanted: number): (hex: string) => boolean {
  if (wanted <= ASKED_ONE_BY_ONE) return () => true;
  const listed = new Set(index.blobs());
  return (hex) => listed.has(hex);
}
