import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import type { Step } from './command.ts';
import { type PeakMemory, peakMemory } from './peak-memory.ts';
import { timedRun } from './timed-run.ts';

/** What is compared: dlake against one thing or several. */
export interface Comparison {
  readonly subject: Step;
  readonly baselines: readonly Baseline[];
  /** Lets go of servers and the like, once all is measured. */
  close?(): Promise<void>;
}

/** Something that the subject is measured against. */
export interface Baseline {
  readonly step: Step;
  /** The largest ratio that is good enough; absent when there is no bar. */
  readonly bar?: number;
}

/** A median with the fastest and slowest run, in seconds. */
export interface Timing {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** What came of a comparison. */
export interface Compared {
  readonly subject: Timing;
  readonly baselines: readonly Timing[];
  readonly memory: PeakMemory | undefined;
}

/** How to measure. */
export interface HowToMeasure {
  readonly runs: number;
  /** Drop the page cache before each run. Needs root; throws without. */
  readonly cold: boolean;
}

/**
 * Runs all sides in turn, several times, each time beginning with another, after one unmeasured round that
 * warms caches; and the subject once more for its memory. What was written before is flushed before each run.
 */
export async function compare({ subject, baselines }: Comparison, how: HowToMeasure): Promise<Compared> {
  const steps = [subject, ...baselines.map(({ step }) => step)];
  const times = steps.map((): number[] => []);
  for (let round = -1; round < how.runs; round++) {
    for (let turn = 0; turn < steps.length; turn++) {
      const at = (turn + round + 1) % steps.length;
      const step = steps[at] as Step;
      const seconds = once(step, how.cold);
      if (round >= 0) times[at]?.push(seconds);
    }
  }
  subject.before?.();
  const memory = await peakMemory(subject.command);
  subject.after?.();
  const [own, ...others] = times.map(timing);
  return { subject: own as Timing, baselines: others, memory };
}

function once({ before, command, after }: Step, cold: boolean): number {
  before?.();
  execFileSync('sync');
  if (cold) writeFileSync('/proc/sys/vm/drop_caches', '3');
  try {
    return timedRun(command);
  } finally {
    after?.();
  }
}

function timing(seconds: readonly number[]): Timing {
  const sorted = seconds.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const median = ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
  return { median, least: sorted[0] ?? 0, most: sorted.at(-1) ?? 0 };
}
