import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errnoOf } from '../failure.ts';
import { syncPath } from '../folder-writer.ts';
import { isAlive, type ProcessIdentity } from '../process-identity.ts';

/** What lies in a store's folder while it is moved elsewhere, and for good once it has been. */
export interface MoveMark {
  /** Where to; absolute. */
  readonly to: string;
  /** Who moves it; absent once it has been moved. */
  readonly by?: ProcessIdentity;
}

const NAME = 'moved.json';

/** The mark in a store's folder, if there is one. What can't be read is one all the same. */
export function readMoveMark(root: string): MoveMark | undefined {
  try {
    const { to, by } = JSON.parse(readFileSync(join(root, NAME), 'utf8'));
    return { to: String(to), ...(by && { by }) };
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return undefined;
    return { to: '' };
  }
}

/** Sets the mark, durably. */
export function writeMoveMark(root: string, mark: MoveMark): void {
  writeFileSync(join(root, NAME), `${JSON.stringify(mark)}\n`, { flush: true });
  syncPath(root);
}

export const removeMoveMark = (root: string): void => rmSync(join(root, NAME), { force: true });

/** Whether the move that a mark tells of holds: it is done, or whoever makes it may be at it. */
export const isStanding = ({ by }: MoveMark, self: ProcessIdentity): boolean =>
  by === undefined || isAlive(by, self) !== false;
