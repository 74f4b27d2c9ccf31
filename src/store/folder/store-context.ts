import type { Layer } from '../../records/layers.ts';
import { FolderWriter } from './folder-writer.ts';
import { LayerIndex } from './layer-index.ts';
import { Layout } from './layout.ts';
import type { Sharing } from './sharing.ts';
import type { StoreSetup } from './workers/worker-messages.ts';
import { Workspace } from './workspace.ts';

/** Where a folder store is and who uses it. */
export interface FolderStoreOptions {
  readonly root: string;
  /** A folder of this host's own, for what is derived from the store; made when it is needed. */
  readonly cache: string;
  /** What this host is called among those that share the store: letters, digits, `.`, `_`, `-`. */
  readonly host: string;
  /** Default `private`. */
  readonly shared?: Sharing;
}

/** What the parts of one open folder store share. */
export class StoreContext {
  readonly host: string;
  readonly sharing: Sharing;
  readonly layout: Layout;
  readonly folders: FolderWriter;
  readonly workspace: Workspace;
  readonly #cache: string;
  readonly #indexes = new Map<Layer, LayerIndex>();

  constructor(options: FolderStoreOptions) {
    this.host = options.host;
    this.sharing = options.shared ?? 'private';
    this.#cache = options.cache;
    this.layout = new Layout(options.root);
    this.folders = new FolderWriter(this.layout.root, this.sharing);
    this.workspace = new Workspace(this.layout, this.folders, options.host);
  }

  /** What a thread that works for one layer must know. */
  setup(layer: Layer): StoreSetup {
    return { root: this.layout.root, cache: this.#cache, layer, sharing: this.sharing };
  }

  /** What a layer holds. */
  index(layer: Layer): LayerIndex {
    const known = this.#indexes.get(layer);
    if (known !== undefined) return known;
    const made = new LayerIndex(this.setup(layer), () => this.workspace.now());
    this.#indexes.set(layer, made);
    return made;
  }

  close(): void {
    for (const index of this.#indexes.values()) index.close();
    this.#indexes.clear();
    this.workspace.close();
  }
}
