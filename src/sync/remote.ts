import { basename } from 'node:path';

/** A lake in a folder: on a NAS, another disk, or beside this one. */
export interface FolderRemote {
  readonly name: string;
  /** Absolute. */
  readonly folder: string;
}

/** A lab's central lake: its catalog on a Postgres server, its store in buckets. */
export interface CentralRemote {
  readonly name: string;
  /** `postgres://user@host:port/database`, without a password. */
  readonly catalog: string;
  /** `s3://lab-{layer}?endpoint=...`, without keys; absent where the catalog says it. */
  readonly store?: string;
}

/** Another lake that this one knows by a name. */
export type Remote = FolderRemote | CentralRemote;

/** Whether a remote is a central lake. */
export const isCentral = (remote: Remote): remote is CentralRemote => 'catalog' in remote;

/** Where a remote is, for people. */
export const addressOf = (remote: Remote): string => (isCentral(remote) ? remote.catalog : remote.folder);

/** What git would call a clone of it: the last part of where it is. */
export const plainName = (remote: Remote): string =>
  basename(isCentral(remote) ? new URL(remote.catalog).pathname : remote.folder) || 'lake';
