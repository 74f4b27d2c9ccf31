import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { refHead } from '../../src/lake/ref-head.ts';
import { parseRef } from '../../src/records/parse-ref.ts';
import { push } from '../../src/sync/push.ts';
import { commitFiles, type TempLake, tempLake } from '../lake/temp-lake.ts';
import { addLogin } from '../servers/central.ts';
import { Lab } from './lab.ts';
import { withCentral } from './with-central.ts';

const DATASET = 'geo/GSE1';

withCentral('who has a role', (places) => {
  let lab: Lab;
  let ours: TempLake;
  const logins = new Map<string, string>();
  beforeAll(async () => {
    const { postgres, servers } = places();
    lab = new Lab(servers.env);
    ours = tempLake();
    for (const role of ['reader', 'contributor', 'curator'])
      logins.set(role, await addLogin(postgres, servers, role, `dlake_${role}`));
    const raw = await commitFiles(ours, `raw/${DATASET}`, { a: '1' });
    const facts = { action: 'promotion', inputs: [raw.id] } as const;
    const processed = await commitFiles(ours, `processed/${DATASET}`, { a: '1' }, facts);
    await commitFiles(ours, `curated/${DATASET}`, { a: '1' }, { ...facts, inputs: [processed.id] });
  });
  afterAll(async () => {
    await lab?.close();
    await ours?.close();
  });

  /** What pushes of this role come to. */
  async function pushAs(role: string, ...layers: readonly string[]) {
    const lake = await places().servers.open({ catalog: logins.get(role) as string });
    const refs = layers.map((layer) => parseRef(`${layer}/${DATASET}`));
    return push(ours, { name: 'lab', lake }, refs, { actor: 'x' });
  }

  it('contributor pushes into raw and processed, not into curated', async () => {
    expect(await pushAs('contributor', 'raw', 'processed')).toMatchObject({
      refs: [{ result: 'created' }, { result: 'created' }],
    });
    await expect(pushAs('contributor', 'curated')).rejects.toMatchObject({
      code: 'rule-refused',
      data: { rule: expect.stringContaining('dlake_curator') },
    });
    const lake = await places().servers.open();
    expect(await refHead(lake, parseRef(`curated/${DATASET}`))).toBeUndefined();
    expect(await pushAs('curator', 'curated')).toMatchObject({ refs: [{ result: 'created' }] });
  });

  it('reader is refused by the command, with the rule in words and exit code 5', async () => {
    await lab.json(['init']);
    writeFileSync(join(lab.folder, 'a.txt'), 'a\n');
    await lab.json(['commit', join(lab.folder, 'a.txt'), '--as', 'raw/lab/plate', '-m', 'a']);
    const { typed } = places().servers;
    const url = new URL(logins.get('reader') as string);
    const env = { PGPASSWORD: decodeURIComponent(url.password) };
    url.password = '';
    await lab.json(['remote', 'add', 'lab', url.href, typed[1]]);
    const pushed = await lab.dlake(['push', 'lab', 'raw/lab/plate'], { env });
    expect(pushed.stderr).toMatch(/dlake_contributor/);
    expect(pushed.code).toBe(5);
  });
});
