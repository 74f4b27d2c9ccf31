import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { DlakeError } from '../../../errors.ts';
import { LAYERS } from '../../../records/layers.ts';
import { throwIfAborted } from '../../abort.ts';
import type { CallOptions } from '../../contract.ts';
import { markAfterLinking } from '../clean-mark.ts';
import { writing } from '../failure.ts';
import { Layout } from '../layout.ts';
import { type ProcessIdentity, thisProcess } from '../process-identity.ts';
import { StoreContext } from '../store-context.ts';
import { otherProcesses } from '../workspace.ts';
import { copyTree, filesBelow, type TreeProgress } from './copy-tree.ts';
import { removeMoveMark, writeMoveMark } from './move-mark.ts';

/** All that is moved and verified: what is not here is derived, or of processes that have ended. */
const FOLDERS = [...LAYERS, 'feed'];
/** What is said of files elsewhere comes last: they are not to be verified with the rest. */
const REFERENCES = 'references';
/** What else lies in a store's folder. */
const DERIVED = ['tmp', 'clean', 'fossils'];
/** So long others are waited for that are at work. */
const PATIENCE_MS = 15_000;
const LOOK_MS = 100;

export interface FolderMoveOptions {
  readonly from: string;
  readonly to: string;
  /** This host's name among those that share the store. */
  readonly host: string;
}

/** The files of a folder store on their way to another folder. Each step can be done again. */
export class FolderMove {
  readonly #from: string;
  readonly #to: string;
  readonly #host: string;
  readonly #self: ProcessIdentity;

  constructor({ from, to, host }: FolderMoveOptions) {
    this.#from = from;
    this.#to = to;
    this.#host = host;
    this.#self = thisProcess(host);
  }

  /** Copies what is not there yet; others may go on meanwhile. */
  copy(options: CallOptions & { readonly onProgress?: (done: TreeProgress) => void }): Promise<TreeProgress> {
    return copyTree(this.#from, this.#to, FOLDERS, options);
  }

  /**
   * Has nobody begin to write any more, and waits for those that have. Throws `store-busy` when that takes long,
   * with all as it was; then, and whenever the move is given up, `reopen` lets others in.
   */
  async close({ signal }: CallOptions): Promise<void> {
    writing(this.#from, () => writeMoveMark(this.#from, { to: this.#to, by: this.#self }));
    const layout = new Layout(this.#from);
    for (let waited = 0; ; waited += LOOK_MS) {
      throwIfAborted(signal);
      const others = otherProcesses(layout, this.#self);
      if (others.length === 0) return;
      if (waited >= PATIENCE_MS)
        throw new DlakeError('store-busy', {
          folder: this.#from,
          processes: others.map(({ host, pid }) => `process ${pid} on ${host}`),
        });
      await setTimeout(LOOK_MS);
    }
  }

  reopen(): void {
    removeMoveMark(this.#from);
  }

  /** Files of the old folder that the new one lacks; none once all were copied after the store was closed. */
  async lacking(): Promise<readonly string[]> {
    const lacking: string[] = [];
    for (const folder of FOLDERS) {
      const there = new Set(await filesBelow(join(this.#to, folder)));
      for (const path of await filesBelow(join(this.#from, folder)))
        if (!there.has(path)) lacking.push(join(folder, path));
    }
    return lacking;
  }

  /** Makes the new folder one that nobody takes for left, or for a store that refers to files, until `vouch`. */
  prepare(): void {
    writing(this.#to, () => {
      removeMoveMark(this.#to);
      rmSync(join(this.#to, REFERENCES), { recursive: true, force: true });
    });
  }

  /** Takes the rest along, and vouches for what was read and hashed there, so that nobody hashes it again. */
  async vouch(cache: string): Promise<void> {
    await copyTree(this.#from, this.#to, [REFERENCES], {});
    const context = new StoreContext({ root: this.#to, cache, host: this.#host });
    try {
      await markAfterLinking(context);
    } finally {
      context.close();
    }
  }

  /** Leaves word in the old folder where the store is now, and removes the rest of it. */
  leave(): void {
    writing(this.#from, () => {
      writeMoveMark(this.#from, { to: this.#to });
      for (const name of [...FOLDERS, REFERENCES, ...DERIVED])
        rmSync(join(this.#from, name), { recursive: true, force: true });
    });
  }
}
