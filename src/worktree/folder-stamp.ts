import { type BigIntStats, lstatSync, statfsSync } from 'node:fs';

/*
 * Magic numbers of file systems that stamp a folder whenever a name comes, goes or changes in it: statfs(2). Others
 * may, too, but network and FUSE file systems don't all, or tell late.
 */
const STAMPING = new Set([0xef53, 0x58465342, 0x9123683e, 0x01021994, 0x2fc12fc1, 0xf2f52010]);

/** The stamp of a folder at a path that ends with `/`; undefined when it is of no use. */
export type StampFolder = (path: string) => string | undefined;

/**
 * Stamps folders below a root so that an equal stamp later on tells that the same names are in them. `since` is when
 * somebody began to list them, by the file system's clock: a folder that changed then or later has no stamp, for a
 * second change in the same tick would leave no trace.
 */
export function folderStamps(root: string, since: bigint): StampFolder {
  const { dev } = lstatSync(root, { bigint: true });
  if (since === 0n || !STAMPING.has(Number(statfsSync(root).type))) return () => undefined;
  return (path) => {
    const stat = lstatSync(path, { bigint: true });
    return stat.dev === dev && stat.ctimeNs < since ? stampOf(stat) : undefined;
  };
}

/** What is compared of a folder. Its mtime is not: whoever unpacks an archive sets it back. */
export const stampOf = ({ ctimeNs, ino, dev }: BigIntStats): string => `${ctimeNs} ${ino} ${dev}`;
