import type { AuditBatch } from '../../records/audit-batch.ts';
import { LogMarks } from './log-marks.ts';

/** Where a checkpoint does not go on as those before it ended. */
export interface VouchFault {
  /** What it says that is not so. */
  readonly reason: string;
  /** The entries that it leaves out, when it does. */
  readonly skipped?: { readonly log: string; readonly from: number; readonly to: number };
}

/** Which entries of other logs a lake's checkpoints vouch for, as these are read one after the other. */
export class VouchedEntries {
  /** How far each log is covered. */
  readonly marks = new LogMarks();
  #total: number | undefined = 0;

  /** How many entries there are; undefined after a checkpoint that could not be read, until the next says it. */
  get total(): number | undefined {
    return this.#total;
  }

  /** Notes that a checkpoint may be missing here. */
  lose(): void {
    this.#total = undefined;
  }

  /**
   * Notes what the next checkpoint is over. Gives where it leaves a gap, names entries again, or counts wrongly: who
   * could leave out an entry could alter it later.
   */
  take({ runs, total }: AuditBatch): readonly VouchFault[] {
    const faults: VouchFault[] = [];
    let added = 0;
    for (const { layer, subject, first, ids } of runs) {
      const log = `${layer}/${subject}`;
      const mark = this.marks.get(log);
      if (first > mark + 1) {
        const skipped = { log, from: mark + 1, to: first - 1 };
        faults.push({
          reason: `it leaves out entries of ${log} before ${first}`,
          skipped,
        });
      } else if (first <= mark) faults.push({ reason: `it is over entry ${first} of ${log} again` });
      this.marks.set(log, Math.max(mark, first + ids.length - 1));
      added += ids.length;
    }
    const sum = this.#total === undefined ? total : this.#total + added;
    if (sum !== total) faults.push({ reason: `it counts ${total} entries; there are ${sum}` });
    this.#total = sum;
    return faults;
  }
}
