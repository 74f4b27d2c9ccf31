import type { Catalog } from '../catalog/catalog.ts';
import type { Store } from '../store/contract.ts';

/** What of a lake it takes to write files of its versions to a folder. */
export interface FileLake {
  readonly store: Pick<Store, 'logs' | 'read' | 'session' | 'sizes' | 'materialise' | 'withdrawn'>;
}

/** A store and a catalog: what every verb works on. */
export interface Lake {
  /** The lake's own id, in its log since it was made. */
  readonly id: string;
  readonly store: Store;
  /** The clock; fixed where results must repeat. */
  readonly now: () => Date;
  /**
   * Who acts, where a server vouches for it (`pg:alice`): that is the actor of every log entry then. Absent on a
   * local lake, where the author is, by his own word.
   */
  readonly actor?: string;
  /** The catalog, opened on first use and up to the logs; verbs that can do without don't call it. */
  catalog(): Promise<Catalog>;
  close(): Promise<void>;
}

/** A lake in a folder of this machine: it has a worktree, and a catalog that is this host's alone. */
export interface LocalLake extends Lake {
  /** The folder that holds `.dlake` and the layer folders. */
  readonly root: string;
  /** An empty catalog in place of the one there is, for making it again. */
  emptyCatalog(): Promise<Catalog>;
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
  /** How many transfers to and from a central store run at once; by default as many as are worth it. */
  readonly jobs?: number;
  /** As whom we come to a server whose address does not say it. */
  readonly login?: ServerLogin;
  readonly now: () => Date;
}

/** A login for Postgres, from the environment: nothing of it is kept. */
export interface ServerLogin {
  readonly user?: string;
  readonly password?: string;
  /** Where to look for a password, as ~/.pgpass. */
  readonly passFile?: string;
}
