import type { Catalog } from '../catalog/catalog.ts';
import type { Store } from '../store/contract.ts';

/** A store and a catalog: what every verb works on. */
export interface Lake {
  /** The folder that holds `.dlake` and the layer folders. */
  readonly root: string;
  /** The lake's own id, in its log since it was made. */
  readonly id: string;
  readonly store: Store;
  /** The clock; fixed where results must repeat. */
  readonly now: () => Date;
  /** The catalog, opened on first use and rolled forward from the logs; verbs that can do without don't call it. */
  catalog(): Promise<Catalog>;
  /** An empty catalog in place of the one there is, for making it again. */
  emptyCatalog(): Promise<Catalog>;
  close(): Promise<void>;
}

/** Where a lake's parts lie on this host, and how to reach its catalog: decided at the edge. */
export interface LakeHost {
  /** Tells hosts apart that share one lake over a network file system. */
  readonly host: string;
  /** A folder of this user on this host for what can be made again. */
  readonly cache: string;
  /** A folder of this user on this host for sockets. */
  readonly runtime: string;
  /** `process`: a background process owns the catalog; `inline`: this process does, for batch jobs. */
  readonly catalogMode: 'process' | 'inline';
  readonly now: () => Date;
}
