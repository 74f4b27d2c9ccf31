import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { isLayer, type Layer } from '../records/layers.ts';
import { parseRef } from '../records/parse-ref.ts';
import type { Ref } from '../records/ref.ts';
import { partsBelow } from './parts-below.ts';

/** One dataset, by the folder that it is or by something in it, or all below a folder of the lake, as `raw/geo`. */
export type RefsMeant =
  | { readonly ref: Ref }
  | { readonly layer?: Layer | undefined; readonly source?: string | undefined };

/**
 * Which datasets a typed path means, as `.` does; `from` is the folder that it is relative to. Undefined when no
 * such path is there, or it is none of the worktree's. Throws `ref-invalid`.
 */
export function refsMeant(root: string, from: string, typed: string): RefsMeant | undefined {
  const path = resolve(from, typed);
  const parts = existsSync(path) ? partsBelow(root, path) : undefined;
  if (parts === undefined) return undefined;
  const [layer, source, id] = parts;
  if (layer === undefined) return {};
  if (!isLayer(layer)) return undefined;
  return id === undefined ? { layer, source } : { ref: parseRef(`${layer}/${source}/${id}`) };
}
