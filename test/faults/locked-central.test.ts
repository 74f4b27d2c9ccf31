import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BareMachine } from '../ci/bare-machine.ts';
import { runAction } from '../ci/composite-action.ts';
import { addLogin } from '../servers/central.ts';
import { startHttpProxy } from '../servers/http-proxy.ts';
import { differences, readFiles, someFiles, writeFiles } from './files.ts';
import { Lab } from './lab.ts';
import { withCentral } from './with-central.ts';

const REF = 'raw/lab/plate';

withCentral('pinned versions of a central lake', (places) => {
  let lab: Lab;
  let machine: BareMachine;
  let login: Readonly<Record<string, string>>;

  beforeAll(async () => {
    const { postgres, servers } = places();
    lab = new Lab(servers.env);
    const reader = new URL(await addLogin(postgres, servers, 'reader', 'dlake_reader'));
    login = { PGUSER: reader.username, PGPASSWORD: decodeURIComponent(reader.password), ...servers.env };
    await lab.json(['init']);
    await lab.json(['remote', 'add', 'lab', ...servers.typed]);
    for (const version of [1, 2]) {
      writeFiles(join(lab.lake, REF), someFiles(version));
      await lab.json(['commit', REF, '-m', 'more', '--allow-delete']);
    }
    await lab.json(['push', 'lab', REF]);
    machine = new BareMachine();
    await lab.json(['pin', `${REF}@v1`, '--file', join(machine.checkout, 'dlake.lock')]);
  });
  afterAll(async () => {
    machine?.close();
    await lab?.close();
  });

  it('the lock file has no login and no secret', () => {
    const text = readFileSync(join(machine.checkout, 'dlake.lock'), 'utf8');
    expect(text).toMatch(/remote: "postgres:\/\/[^@"]+"/);
    expect(text).not.toContain(login.AWS_SECRET_ACCESS_KEY);
  });

  it('come by the action with the login of a reader, on a machine that has nothing but dlake and the lock', () => {
    const ran = runAction(machine, {}, login);
    expect(
      ran.map(({ code }) => code),
      JSON.stringify(ran),
    ).toEqual([0, 0, 0]);
    expect(differences(readFiles(join(machine.checkout, 'data', REF)), someFiles(1))).toEqual([]);
    expect(existsSync(join(machine.folder, 'home/.dlake'))).toBe(false);
    // And once more from its cache alone, with no way to the servers.
    const again = runAction(machine, { from: 'postgres://127.0.0.1:1/lake' }, login);
    expect(
      again.map(({ code }) => code),
      JSON.stringify(again),
    ).toEqual([0, 0, 0]);
  });

  it('come by requests that only read', async () => {
    const { servers, minio } = places();
    const proxy = await startHttpProxy(Number(new URL(minio.endpoint).port));
    try {
      const [catalog, store] = servers.typed;
      const from = new URL(catalog);
      from.username = '';
      const through = store.replace(minio.endpoint, proxy.url);
      const to = join(machine.folder, 'read-only');
      const got = await lab.dlake(['get', '--locked', '--to', to, '--from', from.href, '--store', through], {
        cwd: machine.checkout,
        env: login,
      });
      expect(got.code, got.stderr).toBe(0);
      expect(new Set(proxy.requests.map(({ method }) => method))).toEqual(new Set(['GET']));
      expect(proxy.requests.length).toBeLessThan(10);
    } finally {
      await proxy.close();
    }
  });

  it('a newer version is told, and pinned', async () => {
    const file = join(machine.checkout, 'dlake.lock');
    const check = await lab.dlake(['pin', '--check', '--file', file], { env: login });
    expect(check.code, check.stderr).toBe(6);
    expect((await lab.dlake(['pin', '--update', '--file', file], { env: login })).code).toBe(0);
    const ran = runAction(machine, {}, login);
    expect(
      ran.map(({ code }) => code),
      JSON.stringify(ran),
    ).toEqual([0, 0, 0]);
    expect(differences(readFiles(join(machine.checkout, 'data', REF)), someFiles(2))).toEqual([]);
  });

  it('without the right to read nothing comes, and it is said why', () => {
    const other = join(machine.folder, 'other');
    mkdirSync(other);
    writeFileSync(join(machine.checkout, 'other.lock'), readFileSync(join(machine.checkout, 'dlake.lock')));
    const script = `dlake get --locked --file other.lock --to ${other} --json`;
    const { code, said } = machine.run(script, { ...login, AWS_SECRET_ACCESS_KEY: 'wrong' });
    expect(code, said).toBe(1);
    expect(said).toContain('remote-refused');
    expect(existsSync(join(other, REF, 'matrix.mtx'))).toBe(false);
  });
});
