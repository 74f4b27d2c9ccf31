import { appendFileSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from '../../writing/make-folder.ts';
import { errnoOf } from '../failure.ts';

/** A pack that this host has just written and flushed. */
export interface OwnPack {
  readonly key: string;
  /** Its ctime in milliseconds. */
  readonly changed: number;
}

/** Notes that this host has just written these packs and flushed them: as they are they need no proof. */
export function noteOwnPacks(path: string, packs: readonly OwnPack[]): void {
  if (packs.length === 0) return;
  makeFolder(dirname(path));
  appendFileSync(path, packs.map(({ key, changed }) => `${key} ${changed} \n`).join(''));
}

/** The ctimes of the packs that were noted, by key. A note that is lost or cut short costs a proof, nothing else. */
export function readOwnPacks(path: string): ReadonlyMap<string, number> {
  try {
    const lines = readFileSync(path, 'latin1').split('\n');
    // A line that was cut short lacks its last space.
    return new Map(
      lines.flatMap((line) => {
        const [key = '', changed, end] = line.split(' ');
        return end === '' ? [[key, Number(changed)] as const] : [];
      }),
    );
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return new Map();
  }
}

/** Forgets the notes, once the packs are known. */
export function forgetOwnPacks(path: string): void {
  rmSync(path, { force: true });
}
