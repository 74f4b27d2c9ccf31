import { randomUUID } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, type ProcessIdentity, thisProcess } from '../store/folder/process-identity.ts';
import { makeFolder } from '../store/writing/make-folder.ts';

/** A folder that is a command's as long as it runs. */
export interface ScratchFolder {
  readonly path: string;
  remove(): void;
}

const NAME = /^(?:rerun|check)-/;
const OWNER = '.owner';
/** What a process of another machine, or of one that was started anew, left is garbage after a week. */
const DEAD_MS = 7 * 24 * 60 * 60 * 1000;

/** Makes a folder in `.dlake/runs`, and removes those whose processes were killed. */
export function scratchFolder(root: string, kind: 'rerun' | 'check', host: string): ScratchFolder {
  const above = join(root, '.dlake', 'runs');
  makeFolder(above);
  const self = thisProcess(host);
  const path = join(above, `${kind}-${randomUUID()}`);
  // Whose it is, before it is there.
  writeFileSync(path + OWNER, JSON.stringify(self), { flag: 'wx' });
  removeDead(above, self, lstatSync(path + OWNER).mtimeMs);
  mkdirSync(path);
  return { path, remove: () => removeBoth(path) };
}

function removeDead(above: string, self: ProcessIdentity, now: number): void {
  const names = readdirSync(above).filter((name) => NAME.test(name));
  for (const name of new Set(names.map((one) => one.replace(/\.owner$/, '')))) {
    const path = join(above, name);
    const owner = ownerOf(path);
    const made = lstatSync(path + OWNER, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    const alive = owner === undefined ? undefined : isAlive(owner, self);
    if (alive === false || (alive === undefined && now - made > DEAD_MS)) removeBoth(path);
  }
}

/** Undefined where nobody says whose a folder is. */
function ownerOf(path: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(path + OWNER, 'utf8')) as ProcessIdentity;
  } catch {
    return undefined;
  }
}

/** What another user of a shared lake left is theirs to remove. */
function removeBoth(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
    rmSync(path + OWNER, { force: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EACCES' && code !== 'EPERM') throw error;
  }
}
