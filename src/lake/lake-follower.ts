import { rollForwardCursor } from '../catalog/roll-forward-state.ts';
import type { Lake } from './lake.ts';
import { rollForward } from './roll-forward.ts';

/** Sees what anybody does to a lake in a folder, by asking now and then which logs grew. It holds no lock. */
export class LakeFollower {
  readonly #lake: Lake;
  #cursor: string | undefined;

  constructor(lake: Lake) {
    this.#lake = lake;
  }

  /**
   * Whether logs may have grown since this was last asked, or since the catalog was brought up to them; the catalog
   * has what is in them then.
   */
  async hasNews(): Promise<boolean> {
    const { logs } = this.#lake.store;
    this.#cursor ??= (await rollForwardCursor(await this.#lake.catalog())) ?? (await logs.changes()).cursor;
    const { cursor } = await logs.changes(this.#cursor);
    // A hint whose entry never came is told each time: only what changes is news.
    if (cursor === this.#cursor) return false;
    this.#cursor = cursor;
    await rollForward(this.#lake, await this.#lake.catalog());
    return true;
  }
}
