import { afterAll, beforeAll, expect, it } from 'vitest';
import { ancestors } from '../../src/lake/ancestors.ts';
import type { CentralLake } from '../../src/lake/central/open-central-lake.ts';
import { refHead } from '../../src/lake/ref-head.ts';
import { refPositions } from '../../src/lake/ref-positions.ts';
import type { CommitId } from '../../src/records/ids.ts';
import { parseRef } from '../../src/records/parse-ref.ts';
import { fetch } from '../../src/sync/fetch.ts';
import { pullRef } from '../../src/sync/pull-ref.ts';
import { push } from '../../src/sync/push.ts';
import { trackedRef } from '../../src/sync/tracked-refs.ts';
import { commitFiles, type TempLake, tempLake } from '../lake/temp-lake.ts';
import { problemsOf, withCentral } from './with-central.ts';

const REF = 'raw/geo/GSE1';
const ref = parseRef(REF);
const RACES = 200;

interface Client {
  readonly name: string;
  readonly local: TempLake;
  readonly remote: { readonly name: string; readonly lake: CentralLake };
}

/** A worktree that nobody looks at. */
const folder = { refuseUnsaved: async () => {}, catchUp: async () => {}, follow: async () => {} };

withCentral('two clients that push one ref', (places) => {
  let clients: readonly [Client, Client];
  const made: CommitId[] = [];
  beforeAll(async () => {
    const client = async (name: string): Promise<Client> => ({
      name,
      local: tempLake(),
      remote: { name: 'lab', lake: await places().servers.open() },
    });
    clients = [await client('ada'), await client('rosalind')];
  });
  afterAll(async () => {
    for (const { local } of clients ?? []) await local.close();
  });

  const commit = async ({ name, local }: Client, text: string) => {
    const { id } = await commitFiles(local, REF, { ...(await filesOf(name, text)) }, { message: text });
    made.push(id);
  };
  const pushFrom = async ({ name, local, remote }: Client) =>
    (await push(local, remote, [ref], { actor: name })).refs[0];

  /** Fetches, merges where both went on, and leaves the folder out of it. */
  async function pull({ name, local, remote }: Client) {
    await fetch(local, remote, [ref], { actor: name });
    const theirs = (await trackedRef(local, 'lab', ref))?.commit;
    const actor = `${name} <${name}@example.org>`;
    const { result, to } = await pullRef(local, remote, ref, theirs as CommitId, {
      actor,
      folder,
      settle: () => undefined,
    });
    if (result === 'merged') made.push(to as CommitId);
    return result;
  }

  it(`${RACES} times: one wins, the other is told who, and lands after a pull`, async () => {
    for (let race = 0; race < RACES; race++) {
      for (const client of clients) await commit(client, String(race));
      const outcomes = await Promise.all(clients.map(pushFrom));
      const lost = outcomes.findIndex((one) => one?.result === 'rejected');
      expect(outcomes[1 - lost]?.result).toMatch(/^(created|fast-forward)$/);
      expect(outcomes[lost]?.reason).toMatch(/pg:dlake moved the ref at 20/);
      const [loser, winner] = [clients[lost] as Client, clients[1 - lost] as Client];
      expect(await pull(loser)).toBe('merged');
      expect(await pushFrom(loser)).toMatchObject({ result: 'fast-forward' });
      expect(await pull(winner)).toBe('fast-forward');
    }
  });

  it('no commit is lost, none dangles, and each move has one entry', async () => {
    const lake = await places().servers.open();
    const head = (await refHead(lake, ref))?.commit as CommitId;
    const behind = new Set<CommitId>();
    for await (const { id } of ancestors(lake, head, 'raw')) behind.add(id);
    expect(made.filter((id) => !behind.has(id))).toEqual([]);
    expect(behind.size).toBe(made.length);
    expect(await refPositions(lake, ref)).toHaveLength(2 * RACES);
    expect(await refPositions(lake.buckets, ref)).toHaveLength(2 * RACES);
    expect(await problemsOf(lake)).toEqual([]);
  });
});

/** A file of the client's own, so that merges have no conflicts, and one that both have. */
async function filesOf(name: string, text: string): Promise<Readonly<Record<string, string>>> {
  return { shared: 'the same', [name]: text };
}
