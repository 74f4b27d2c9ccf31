import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dlakeFolder } from '../lake/lake-file.ts';
import type { Standing } from './standing.ts';

/** A standing and the two commits that it was counted between: with others it says nothing. */
export interface CountedStanding extends Standing {
  readonly ours: string;
  readonly theirs: string;
}

/** By ref; those that are level have none. */
export type CountedStandings = ReadonlyMap<string, CountedStanding>;

const fileOf = (root: string, remote: string): string =>
  join(dlakeFolder(root), 'state', 'remotes', `${remote}.json`);

/** What was counted against a remote. A file that is absent or damaged knows nothing: all can be counted again. */
export function readStandings(root: string, remote: string): CountedStandings {
  try {
    const { v, refs } = JSON.parse(readFileSync(fileOf(root, remote), 'utf8'));
    return new Map(v === 1 ? Object.entries<CountedStanding>(refs).filter(([, one]) => isCounted(one)) : []);
  } catch {
    return new Map();
  }
}

/** Keeps what was counted against a remote, all at once. Nothing is lost with it, so it need not be durable. */
export function writeStandings(root: string, remote: string, standings: CountedStandings): void {
  const file = fileOf(root, remote);
  const scratch = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(scratch, `${JSON.stringify({ v: 1, refs: Object.fromEntries(standings) })}\n`);
    renameSync(scratch, file);
  } catch {
    // A full disk or a lake that may only be read: who asks counts again.
    rmSync(scratch, { force: true });
  }
}

function isCounted(value: unknown): value is CountedStanding {
  const { ours, theirs, ahead, behind } = Object(value) as {
    readonly [key in keyof CountedStanding]?: unknown;
  };
  return (
    typeof ours === 'string' &&
    typeof theirs === 'string' &&
    Number.isInteger(ahead) &&
    Number.isInteger(behind)
  );
}
