import { expect } from 'vitest';
import { isDlakeError } from '../../src/errors.ts';
import { collectGarbage } from '../../src/lake/gc/collect-garbage.ts';
import type { Lake } from '../../src/lake/lake.ts';
import { listRefHeads } from '../../src/lake/list-ref-heads.ts';
import { promote } from '../../src/lake/promote.ts';
import { readCommit } from '../../src/lake/read-commit.ts';
import { removeRef } from '../../src/lake/remove-ref.ts';
import { unwalkedFiles } from '../../src/lake/unwalked-files.ts';
import { parseRef } from '../../src/records/parse-ref.ts';
import { refText } from '../../src/records/ref.ts';
import { push } from '../../src/sync/push.ts';
import { commitFiles, type TempLake } from '../lake/temp-lake.ts';
import type { Random } from './random.ts';
import { problemsOf } from './with-central.ts';

const ACTOR = 'Ada Lovelace <ada@example.org>';
const REFS = ['processed/lab/a', 'processed/lab/b', 'processed/lab/c'] as const;
/** What files hold: few different things, so that all the time something is freed and named again. */
const CONTENTS = 24;
/** Somebody was faster, or what was relied on was freed: the loser is told, and nothing has changed. */
const TOLD: ReadonlySet<string> = new Set([
  'ref-moved',
  'ref-ended',
  'ref-unknown',
  'rule-refused',
  'objects-not-live',
  'source-damaged',
  'object-missing',
  'revision-unknown',
]);

/** A lake that several work on, each with a handle of their own. */
export interface RacedLake {
  /** Opens it anew. */
  open(): Promise<Lake>;
  /** Has whoever looked something up lately rely on it no longer, where leases say that he may. */
  endLeases?(): Promise<void>;
  /** A lake from which refs are pushed. */
  readonly local: TempLake;
  readonly cache: string;
}

/** How often something was done, and how often it came to nothing. */
export type Tally = Record<string, number>;

/**
 * One round: gc, that frees all that nothing needs at this moment, beside commits, a promotion, a push and the end of a
 * ref. Nothing that a ref names may be lost by it.
 */
export async function gcRound(raced: RacedLake, random: Random, tally: Tally): Promise<void> {
  const work = [
    ['gc', (lake: Lake) => gc(raced, lake, tally)],
    ['commit', (lake: Lake) => commit(lake, REFS[0], random)],
    ['commit', (lake: Lake) => commit(lake, REFS[random.below(3)] as string, random)],
    ['promote', (lake: Lake) => promoted(lake, REFS[random.below(2)] as string)],
    ['push', (lake: Lake) => pushed(raced, lake, random)],
    ['end', (lake: Lake) => removeRef(lake, parseRef(REFS[1 + random.below(2)] as string), ACTOR, 'over')],
    ['end', (lake: Lake) => removeRef(lake, parseRef(`curated/lab/${'ab'[random.below(2)]}`), ACTOR, 'over')],
  ] as const;
  const lakes = await Promise.all(work.map(() => raced.open()));
  try {
    await Promise.all(
      work.map(async ([name, act], n) => {
        const outcome = await told(() => act(lakes[n] as Lake));
        const key = `${name}: ${outcome}`;
        tally[key] = (tally[key] ?? 0) + 1;
      }),
    );
  } finally {
    for (const lake of lakes) await lake.close();
  }
  const lake = await raced.open();
  try {
    expect(await problemsOf(lake)).toEqual([]);
    await expectReadable(lake);
  } finally {
    await lake.close();
  }
}

async function told(act: () => Promise<unknown>): Promise<string> {
  try {
    await act();
    return 'done';
  } catch (error) {
    const code = [...TOLD].find((one) => isDlakeError(error, one as 'ref-moved'));
    if (code === undefined) throw error;
    return code;
  }
}

async function gc(raced: RacedLake, lake: Lake, tally: Tally): Promise<void> {
  await raced.endLeases?.();
  const options = {
    cache: raced.cache,
    graceMs: 0,
    unnamedMs: 0,
    force: true,
    forceLastCopy: true,
    onLastCopy: () => {},
  };
  const { layers, freed } = await collectGarbage(lake, options);
  for (const { ended, unnamed } of layers) tally.out = (tally.out ?? 0) + ended.objects + unnamed.objects;
  tally.freed = (tally.freed ?? 0) + freed.bytes;
}

const filesOf = (random: Random): Record<string, string> =>
  Object.fromEntries(
    Array.from({ length: 3 }, () => random.below(CONTENTS)).map((n) => [
      `${n}.txt`,
      `content ${n} `.repeat(50),
    ]),
  );

const commit = (lake: Lake, ref: string, random: Random) =>
  commitFiles(lake, ref, filesOf(random), {
    metadata: { attested: 'measured' },
  });

async function promoted(lake: Lake, ref: string): Promise<void> {
  const head = (await listRefHeads(lake)).find((one) => refText(one.ref) === ref);
  if (head?.commit === undefined) return;
  await promote(lake, await readCommit(lake, head.commit), {
    author: ACTOR,
    message: 'reviewed',
    older: true,
  });
}

async function pushed({ local }: RacedLake, lake: Lake, random: Random): Promise<void> {
  const ref = `processed/lab/p${random.below(2)}`;
  await commit(local, ref, random);
  const { refs } = await push(local, { name: 'lab', lake }, [parseRef(ref)], { actor: ACTOR });
  expect(refs[0]?.reason).toBeUndefined();
}

/** Reads every file that a ref names, byte for byte. */
async function expectReadable(lake: Lake): Promise<void> {
  for (const { ref, commit: head } of await listRefHeads(lake)) {
    if (head === undefined) continue;
    const { commit: version } = await readCommit(lake, head, ref.layer);
    for await (const files of unwalkedFiles(lake, ref.layer, version.manifest, new Set()))
      for (const { path, blob } of files)
        expect(Buffer.from((await lake.store.read(ref.layer, blob)) ?? []).toString()).toBe(
          `content ${path.slice(0, -'.txt'.length)} `.repeat(50),
        );
  }
}
