import type { LogEntry } from '../records/entry.ts';
import { UNDOES } from './ref-positions.ts';

/** Watches the entries of a log, from the first on, for one that takes back what it may not. */
export class UndoOrder {
  readonly #standing: number[] = [];

  /** Why the next entry takes back a wrong one, or undefined. */
  next({ kind, seq, data }: LogEntry): string | undefined {
    if (kind !== 'move' && kind !== 'end') return undefined;
    const undoes = data?.[UNDOES];
    if (undoes === undefined) {
      this.#standing.push(seq);
      return undefined;
    }
    const newest = this.#standing.pop();
    if (undoes === newest) return undefined;
    return `entry ${seq} takes back ${JSON.stringify(undoes)}, not ${newest ?? 'anything'}, the newest that stands`;
  }
}
