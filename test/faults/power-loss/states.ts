import { createHash } from 'node:crypto';
import type { Random } from '../random.ts';
import { Disk } from './disk.ts';
import { changesNames, type Operation } from './operation.ts';
import type { Recording } from './recording.ts';
import { fates, type Left, survivors } from './survivors.ts';

/** A state of the folder that a loss of power may leave. */
export interface PowerLoss {
  /** How many operations had been done. */
  readonly done: number;
  /** After which operation, and what was lost. */
  readonly story: string;
  readonly left: ReadonlyMap<string, Left>;
}

/** What of a state matters to the choice of which states to try. */
export interface Choice {
  /** Only losses after at least so many operations. */
  readonly from: number;
  /** At most so many states; the last ones always, the others drawn. */
  readonly limit: number;
  readonly random: Random;
}

/** Different states that a loss of power may leave, at every flush and every change of a name, and at the end. */
export function powerLosses(recording: Recording, { from, limit, random }: Choice): PowerLoss[] {
  const disk = new Disk(recording.root, recording.passedOver);
  const found = new Map<string, PowerLoss>();
  const { operations } = recording;
  for (const [index, operation] of operations.entries()) {
    disk.apply(operation);
    const done = index + 1;
    if (done < from || !(isCrashPoint(operation) || done === operations.length)) continue;
    for (const fate of fates(done, random)) {
      const left = survivors(disk.root, fate);
      const story = `power lost after operation ${done} of ${operations.length}, ${operation.text}: ${fate.name}`;
      const digest = digestOf(left);
      // Of equal states the last is kept: by then the most had been promised.
      found.delete(digest);
      found.set(digest, { done, story, left });
    }
  }
  return draw([...found.values()], limit, random, operations.length);
}

const isCrashPoint = (operation: Operation): boolean =>
  changesNames(operation) || operation.kind === 'sync-ends';

function digestOf(left: ReadonlyMap<string, Left>): string {
  const hash = createHash('sha256');
  for (const path of [...left.keys()].sort()) hash.update(`${path}\0${describe(left.get(path))}\n`);
  return hash.digest('hex');
}

function describe(left: Left | undefined): string {
  if (left?.kind !== 'file') return left?.kind === 'symlink' ? `-> ${left.target}` : 'folder';
  return `${left.content.version} ${left.content.length} ${left.length}`;
}

/** All states at the very end, and of the others as many as there is room for. */
function draw(states: readonly PowerLoss[], limit: number, random: Random, end: number): PowerLoss[] {
  const last = states.filter(({ done }) => done === end);
  const others = states.filter(({ done }) => done < end);
  while (others.length > Math.max(0, limit - last.length)) others.splice(random.below(others.length), 1);
  return [...others, ...last];
}
