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
import { addLogin } from '../servers/central.ts';
import { problemsOf, withCentral } from './with-central.ts';

const REF = 'raw/geo/GSE1';
const ref = parseRef(REF);
/** Each has two pushes. */
const RACES = 100;

interface Client {
  readonly name: string;
  readonly local: TempLake;
  readonly remote: { readonly name: string; readonly lake: CentralLake };
  /** What its newest version has. */
  files: Readonly<Record<string, string>>;
}

/** A worktree that nobody looks at. */
const folder = {
  content: async () => undefined,
  refuseUnsaved: async () => {},
  catchUp: async () => {},
  follow: async () => {},
};

withCentral('two clients that push one ref', (places) => {
  let clients: readonly [Client, Client];
  const made: CommitId[] = [];
  beforeAll(async () => {
    const { postgres, servers } = places();
    const files = { shared: 'the same', ada: '', rosalind: '' };
    const client = async (name: string): Promise<Client> => {
      const catalog = await addLogin(postgres, servers, name, 'dlake_contributor');
      const lake = await servers.open({ catalog });
      return { name, local: tempLake(), remote: { name: 'lab', lake }, files };
    };
    clients = [await client('ada'), await client('rosalind')];
    const [ada, rosalind] = clients;
    await commit(ada, 'first');
    await pushFrom(ada);
    await pull(rosalind);
    rosalind.files = ada.files;
  });
  afterAll(async () => {
    for (const { local } of clients ?? []) await local.close();
  });

  /** A version with something new in the client's own file, so that merges have no conflicts. */
  const commit = async (client: Client, text: string) => {
    client.files = { ...client.files, [client.name]: text };
    const { id } = await commitFiles(client.local, REF, client.files, { message: `by ${client.name}` });
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
      const [loser, winner] = [clients[lost], clients[1 - lost]] as [Client, Client];
      expect(outcomes[1 - lost]).toMatchObject({ result: 'fast-forward' });
      expect(outcomes[lost]?.reason).toContain(`${winner.remote.lake.actor} moved the ref at 20`);
      // What the loser merged it brings to the next race.
      expect(await pull(loser)).toBe('merged');
      loser.files = { ...winner.files, [loser.name]: loser.files[loser.name] as string };
      if (race < RACES - 1) continue;
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
    expect(await refPositions(lake, ref)).toHaveLength(RACES + 2);
    expect(await refPositions(lake.buckets, ref)).toHaveLength(RACES + 2);
    expect(await problemsOf(lake)).toEqual([]);
  });
});
