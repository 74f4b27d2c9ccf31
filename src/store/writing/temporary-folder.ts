import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from './make-folder.ts';

const PREFIX = '.dlake-tmp-';

/** Where files of one call lie until they are whole: a folder of its own, in the one that is given or in the root. */
export class TemporaryFolder {
  readonly path: string;

  constructor(root: string, given: string | undefined) {
    const above = given ?? root;
    makeFolder(above);
    this.path = mkdtempSync(join(above, PREFIX));
  }

  /** Removes the folder and what is left in it. */
  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
