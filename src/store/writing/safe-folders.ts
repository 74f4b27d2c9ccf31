import { lstatSync, mkdirSync } from 'node:fs';
import { makeFolder } from './make-folder.ts';

/** Makes folders below a root, and refuses to go through anything there that is not a real folder. */
export class SafeFolders {
  readonly #root: string;
  readonly #known = new Set<string>();

  constructor(root: string) {
    this.#root = root;
  }

  /**
   * Makes the folders that a file at this relative path needs. Throws an Error with the reason when the path
   * leads out of the root or when a file or symlink is in the way.
   */
  makeFor(path: string): void {
    if (!isRelative(path)) throw new Error('the path leads outside of the folder');
    const slash = path.lastIndexOf('/');
    if (slash > 0) this.#make(path.slice(0, slash));
    else if (!this.#known.has('')) {
      makeFolder(this.#root);
      this.#known.add('');
    }
  }

  #make(folder: string): void {
    if (this.#known.has(folder)) return;
    const slash = folder.lastIndexOf('/');
    if (slash > 0) this.#make(folder.slice(0, slash));
    else makeFolder(this.#root);
    const whole = `${this.#root}/${folder}`;
    if (!isFolder(whole)) throw new Error(`${folder} is in the way and is not a folder`);
    this.#known.add(folder);
  }
}

/** Whether this is a relative path without empty, `.` and `..` parts and without NUL. */
export function isRelative(path: string): boolean {
  if (path.includes('\0')) return false;
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

function isFolder(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found !== undefined) return found.isDirectory();
  try {
    mkdirSync(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return lstatSync(path).isDirectory();
  }
}
