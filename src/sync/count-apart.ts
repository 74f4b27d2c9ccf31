import type { Lake } from '../lake/lake.ts';
import { peekParents } from '../lake/peek-parents.ts';
import type { CommitId } from '../records/ids.ts';
import type { Layer } from '../records/layers.ts';
import type { Standing } from './standing.ts';

/**
 * How many versions lie behind one commit and not behind another, both ways. Straight lines are walked no further
 * than to where they meet; where versions were merged, all of the history is. Undefined when that would take more
 * than `limit` reads, or a version is not here: nothing is guessed.
 */
export async function countApart(
  lake: Lake,
  layer: Layer,
  ours: CommitId,
  theirs: CommitId,
  limit: number,
): Promise<Standing | undefined> {
  if (ours === theirs) return { ahead: 0, behind: 0 };
  const history = new History(lake, layer, limit);
  return (await alongLines(history, ours, theirs)) ?? (await amongMerges(history, ours, theirs));
}

/** Who is whose parent, each commit read once. */
class History {
  readonly #lake: Lake;
  readonly #layer: Layer;
  readonly #limit: number;
  readonly #parents = new Map<CommitId, readonly CommitId[] | undefined>();

  constructor(lake: Lake, layer: Layer, limit: number) {
    this.#lake = lake;
    this.#layer = layer;
    this.#limit = limit;
  }

  /** Undefined when it can't be known, or would be one too many. */
  async parents(id: CommitId): Promise<readonly CommitId[] | undefined> {
    if (!this.#parents.has(id)) {
      const known = this.#parents.size < this.#limit;
      this.#parents.set(id, known ? await peekParents(this.#lake, this.#layer, id) : undefined);
    }
    return this.#parents.get(id);
  }
}

/** Goes back from both as long as there is one parent; undefined when the two lines don't meet. */
async function alongLines(history: History, ours: CommitId, theirs: CommitId): Promise<Standing | undefined> {
  const [here, there] = [new Line(history, ours), new Line(history, theirs)];
  while (here.last !== undefined || there.last !== undefined) {
    await here.step();
    if (here.last !== undefined && there.steps.has(here.last)) return apart(here, there, here.last);
    await there.step();
    if (there.last !== undefined && here.steps.has(there.last)) return apart(here, there, there.last);
  }
  return undefined;
}

const apart = (here: Line, there: Line, met: CommitId): Standing => ({
  ahead: here.steps.get(met) as number,
  behind: there.steps.get(met) as number,
});

class Line {
  /** How many steps each of its commits is from its beginning. */
  readonly steps = new Map<CommitId, number>();
  /** Undefined once it has ended. */
  last: CommitId | undefined;
  readonly #history: History;

  constructor(history: History, from: CommitId) {
    this.#history = history;
    this.last = from;
    this.steps.set(from, 0);
  }

  async step(): Promise<void> {
    if (this.last === undefined) return;
    const parents = await this.#history.parents(this.last);
    this.last = parents?.length === 1 ? parents[0] : undefined;
    if (this.last !== undefined) this.steps.set(this.last, this.steps.size);
  }
}

async function amongMerges(
  history: History,
  ours: CommitId,
  theirs: CommitId,
): Promise<Standing | undefined> {
  const here = await behind(history, ours);
  const there = here && (await behind(history, theirs));
  if (here === undefined || there === undefined) return undefined;
  const lacking = (some: ReadonlySet<CommitId>, others: ReadonlySet<CommitId>) =>
    [...some].filter((id) => !others.has(id)).length;
  return { ahead: lacking(here, there), behind: lacking(there, here) };
}

/** A commit and all behind it. */
async function behind(history: History, from: CommitId): Promise<ReadonlySet<CommitId> | undefined> {
  const seen = new Set([from]);
  for (const id of seen) {
    const parents = await history.parents(id);
    if (parents === undefined) return undefined;
    for (const parent of parents) seen.add(parent);
  }
  return seen;
}
