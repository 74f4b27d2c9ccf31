import { statSync } from 'node:fs';
import type { Checksum } from './lineage-record.ts';
import { nextflowChecksum } from './nextflow-checksum.ts';

/** What is at the path that a record names. */
export type RecordedFile =
  | { readonly kind: 'file' | 'folder'; readonly path: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/** The path on this machine that a record names, or undefined: inputs are named as `file:///...`, outputs as they are. */
export function localPath(recorded: string): string | undefined {
  const path = recorded.startsWith('file://') ? recorded.slice('file://'.length) : recorded;
  return path.startsWith('/') ? path : undefined;
}

/** Looks whether a file is there as its record says: of that size, and not written to since. */
export function recordedFile(
  recorded: string,
  said: { readonly size?: number; readonly checksum?: Checksum | null | undefined },
): RecordedFile {
  const unknown = (reason: string) => ({ kind: 'unknown', reason }) as const;
  const path = localPath(recorded);
  if (path === undefined) return unknown('it is not on this machine');
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return unknown('it is gone');
  // The size and time of a folder are those of its list of names.
  if (found.isDirectory()) return { kind: 'folder', path };
  if (said.size !== undefined && said.size !== found.size)
    return unknown(`it has ${found.size} bytes now, and had ${said.size}`);
  const { checksum } = said;
  const now = nextflowChecksum(path, found.size, found.mtimeMs);
  if (checksum?.algorithm === 'nextflow' && checksum.value !== now)
    return unknown('it was written to since the run');
  return { kind: 'file', path };
}
