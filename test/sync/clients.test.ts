import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allCommits } from '../../src/lake/all-commits.ts';
import { fsck } from '../../src/lake/fsck.ts';
import { readCommit } from '../../src/lake/read-commit.ts';
import { pageReader } from '../../src/lake/read-page.ts';
import { refHead } from '../../src/lake/ref-head.ts';
import { verify } from '../../src/lake/verify.ts';
import { parseRef } from '../../src/records/parse-ref.ts';
import { readManifest } from '../../src/records/read-manifest.ts';
import { fetch } from '../../src/sync/fetch.ts';
import { pull } from '../../src/sync/pull.ts';
import { push } from '../../src/sync/push.ts';
import { chosenSeed, seededRandom } from '../faults/random.ts';
import { commitFiles, type TempLake, tempLake } from '../lake/temp-lake.ts';

const ACTOR = 'Rosalind Franklin <rosalind@kcl.example>';
const REFS = ['raw/lab/a', 'raw/lab/b', 'processed/lab/c'] as const;
const STEPS = Number(process.env.SYNC_STEPS ?? 200);

const seed = chosenSeed();
const random = seededRandom(seed);
const oneOf = <T>(items: readonly T[]): T => items[random.below(items.length)] as T;

/** A lake without a worktree: nothing follows its refs. */
const nothing = async () => undefined;
const NO_FOLDER = { content: nothing, refuseUnsaved: nothing, catchUp: nothing, follow: nothing };

describe(`several lakes and one that they share (FAULTS_SEED=${seed})`, () => {
  let shared: TempLake;
  let clients: readonly TempLake[];
  beforeAll(() => {
    shared = tempLake();
    clients = [tempLake(), tempLake(), tempLake()];
  });
  afterAll(() => Promise.all([shared, ...clients].map((lake) => lake.close())));
  const remote = () => ({ name: 'shared', lake: shared });

  async function filesOf(lake: TempLake, ref: string): Promise<Record<string, string>> {
    const head = await refHead(lake, parseRef(ref));
    if (head?.commit === undefined) return {};
    const { commit } = await readCommit(lake, head.commit);
    const files: Record<string, string> = {};
    for await (const entry of readManifest(commit.manifest, pageReader(lake, commit.layer))) {
      const bytes = 'blob' in entry ? await lake.store.read(commit.layer, entry.blob) : undefined;
      files[entry.path] = Buffer.from(bytes ?? []).toString();
    }
    return files;
  }

  async function commitSomething(lake: TempLake, ref: string, step: number): Promise<void> {
    const files = await filesOf(lake, ref);
    const path = `f${random.below(6)}`;
    if (random.below(4) === 0 && Object.keys(files).length > 1) delete files[path];
    else files[path] = `${step}`;
    await commitFiles(lake, ref, files, { metadata: { attested: 'measured' } });
  }

  async function pullAll(lake: TempLake): Promise<void> {
    const fetched = await fetch(lake, remote(), undefined, { actor: ACTOR });
    await pull(lake, remote(), fetched, {
      actor: ACTOR,
      named: [],
      settle: () => oneOf(['ours', 'theirs', undefined] as const),
      folderOf: () => NO_FOLDER,
    });
  }

  test(`after each of ${STEPS} random steps every lake is whole, and what was pushed is never lost`, async () => {
    const pushed = new Map<string, Set<string>>(REFS.map((ref) => [ref, new Set()]));
    for (let step = 0; step < STEPS; step++) {
      const lake = oneOf(clients);
      const ref = oneOf(REFS);
      const act = random.below(10);
      if (act < 4) await commitSomething(lake, ref, step);
      else if (act < 7) await pullAll(lake);
      else if ((await refHead(lake, parseRef(ref))) !== undefined) {
        const { refs } = await push(lake, remote(), [parseRef(ref)], { actor: ACTOR });
        for (const { result, to } of refs) if (result !== 'rejected' && to) pushed.get(ref)?.add(to);
      }
      const kept = new Set<string>();
      for await (const { id, found } of allCommits(shared)) if (found) kept.add(id);
      for (const ids of pushed.values())
        for (const id of ids) expect(kept.has(id), `step ${step}`).toBe(true);
      if (step % 10 > 0) continue;
      for (const each of [shared, ...clients]) {
        const problems = [];
        for await (const problem of fsck(each)) problems.push(problem);
        expect(problems, `step ${step}`).toEqual([]);
        expect(await verify(each), `step ${step}`).toMatchObject({ ok: true });
      }
    }
    // Everybody pulls and pushes until all is said: then all have the same.
    for (let round = 0; round < 2 * clients.length; round++) {
      for (const lake of clients) {
        const fetched = await fetch(lake, remote(), undefined, { actor: ACTOR });
        const how = { actor: ACTOR, named: [], settle: () => 'ours' as const, folderOf: () => NO_FOLDER };
        await pull(lake, remote(), fetched, how);
        const known = [];
        for (const text of REFS) {
          const parsed = parseRef(text);
          if ((await refHead(lake, parsed)) !== undefined) known.push(parsed);
        }
        await push(lake, remote(), known, { actor: ACTOR });
      }
    }
    for (const ref of REFS) {
      const expected = await filesOf(shared, ref);
      for (const lake of clients) expect(await filesOf(lake, ref)).toEqual(expected);
    }
  }, 300_000);
});
