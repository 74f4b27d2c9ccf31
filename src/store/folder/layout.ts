import { join, resolve } from 'node:path';
import type { Layer } from '../../records/layers.ts';

/** Where things lie below a folder store's root. Keys in reports are these paths without the root. */
export class Layout {
  readonly root: string;

  constructor(root: string) {
    this.root = resolve(root);
  }

  /** Folders of processes that write, with what is not whole yet. */
  get temporaries(): string {
    return join(this.root, 'tmp');
  }

  /** Hints of which logs grew, a file for each host. Not part of the format. */
  get feed(): string {
    return join(this.root, 'feed');
  }

  /** When each host last saw everything flushed. Not part of the format. */
  get marks(): string {
    return join(this.root, 'clean');
  }

  /** What was retired, by run, until it is freed. Not part of the format. */
  get fossils(): string {
    return join(this.root, 'fossils');
  }

  /** Where bytes lie that are not in the store, a list for each session that noted some. Not part of the format. */
  references(layer: Layer): string {
    return join(this.root, 'references', layer);
  }

  blobs(layer: Layer): string {
    return join(this.root, layer, 'blobs');
  }

  packs(layer: Layer): string {
    return join(this.root, layer, 'packs');
  }

  blob(layer: Layer, hex: string): string {
    return join(this.blobs(layer), hex.slice(0, 2), hex);
  }

  pack(layer: Layer, key: string): string {
    return join(this.packs(layer), key.slice(0, 2), key);
  }

  logs(layer: Layer): string {
    return join(this.root, layer, 'log');
  }

  log(layer: Layer, subject: string): string {
    return join(this.logs(layer), subject);
  }

  entry(layer: Layer, subject: string, seq: number): string {
    return join(this.log(layer, subject), String(seq).padStart(12, '0'));
  }

  /** What a report calls this path. */
  keyOf(path: string): string {
    return path.startsWith(`${this.root}/`) ? path.slice(this.root.length + 1) : path;
  }
}
