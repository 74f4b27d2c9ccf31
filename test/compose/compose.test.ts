import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';

interface Service {
  readonly image: string;
  readonly ports: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly volumes: readonly string[];
  readonly command: readonly string[];
  readonly healthcheck: { readonly test: readonly string[]; readonly retries: number };
}
interface Composed {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

const text = readFileSync(new URL('../../docker-compose.yml', import.meta.url), 'utf8');
const plain: Composed = parse(text);
const services = Object.entries(plain.services);

/** Replaces variables as Compose does: `${A:-default}`, `${A:?what is wrong}`, and `$$` is a dollar sign. */
function filledIn(value: string, env: Readonly<Record<string, string>>): string {
  return value.replace(/\$(?:\$|\{(\w+):([-?])([^}]*)\})/g, (whole, name, kind, rest) => {
    if (whole === '$$') return '$';
    if (env[name]) return env[name];
    if (kind === '?') throw new Error(`${name} ${rest}`);
    return rest;
  });
}

test('it is what the Compose specification allows', () => {
  const schema = JSON.parse(readFileSync(new URL('compose-spec.json', import.meta.url), 'utf8'));
  const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);
  expect(validate(plain), JSON.stringify(validate.errors)).toBe(true);
  expect(validate({ ...plain, services: { postgres: { imag: 'x' } } })).toBe(false);
});

describe.each(services)('%s', (_name, service) => {
  test('is one known version of its image', () => {
    expect(service.image).toMatch(
      /^(?:postgres:1[78]-alpine|quay\.io\/minio\/minio:RELEASE\.2025-09-07T16-13-09Z)$/,
    );
  });

  test('is reached from this machine only, unless somebody says otherwise', () => {
    expect(service.ports.length).toBeGreaterThan(0);
    for (const port of service.ports) {
      expect(filledIn(port, {})).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
      expect(filledIn(port, { LAKE_ADDRESS: '192.0.2.7' })).toMatch(/^192\.0\.2\.7:/);
    }
  });

  test('has no password of its own: without one it does not start, and says what to do', () => {
    const secrets = Object.entries(service.environment).filter(([name]) => /PASSWORD|SECRET|KEY/.test(name));
    expect(secrets.length).toBe(1);
    for (const [name, value] of secrets) {
      expect(() => filledIn(value, {})).toThrow(/^\w+ is not set\. .*README/);
      expect(filledIn(value, { [name]: 'from the environment' })).toBe('from the environment');
    }
  });

  test('says when it is ready, and keeps its data in a volume with a name', () => {
    expect(service.healthcheck.test[0]).toMatch(/^CMD/);
    expect(service.healthcheck.retries).toBeGreaterThan(1);
    const [name = ''] = service.volumes.map((volume) => volume.split(':')[0]);
    expect(Object.keys(plain.volumes)).toContain(name);
  });
});

describe('how they start', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dlake-compose-'));
  const [bin, tls] = [join(folder, 'bin'), join(folder, 'tls')];
  beforeAll(() => {
    spawnSync('mkdir', [bin, tls]);
    // What the images have and this machine may not: they say how they were called.
    for (const name of ['docker-entrypoint.sh', 'minio', 'chown']) {
      writeFileSync(join(bin, name), `#!/bin/sh\necho "${name} $*"\n`);
      chmodSync(join(bin, name), 0o755);
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Runs what a service begins with, as its image would. */
  function start(name: string, address: string): { readonly code: number | null; readonly said: string } {
    const { command, environment } = plain.services[name] as Service;
    const script = filledIn(command[0] as string, {}).replaceAll('/tmp/tls', join(folder, 'copy'));
    const env = { PATH: `${bin}:${process.env.PATH}`, LAKE_ADDRESS: address, TLS: tls };
    expect(Object.keys(environment)).toEqual(expect.arrayContaining(['LAKE_ADDRESS', 'TLS']));
    const { status, stdout, stderr } = spawnSync('/bin/sh', ['-euc', script], { env, encoding: 'utf8' });
    return { code: status, said: (stdout + stderr).replaceAll(folder, '~') };
  }

  test('without a certificate only for this machine', () => {
    expect(start('postgres', '127.0.0.1')).toEqual({ code: 0, said: 'docker-entrypoint.sh postgres\n' });
    expect(start('minio', '127.0.0.1')).toEqual({ code: 0, said: 'minio server /data --certs-dir ~/tls\n' });
    for (const name of ['postgres', 'minio']) {
      const { code, said } = start(name, '0.0.0.0');
      expect(code).toBe(1);
      expect(said).toBe(
        'LAKE_ADDRESS is 0.0.0.0, but there is no certificate: put public.crt and private.key into tls/\n',
      );
    }
  });

  test('with one for everybody, over TLS', () => {
    for (const name of ['public.crt', 'private.key']) writeFileSync(join(tls, name), name);
    const copy = '~/copy';
    expect(start('postgres', '0.0.0.0')).toEqual({
      code: 0,
      said: `chown -R postgres ${copy}\ndocker-entrypoint.sh postgres -c ssl=on -c ssl_cert_file=${copy}/public.crt -c ssl_key_file=${copy}/private.key\n`,
    });
    expect(readFileSync(join(folder, 'copy', 'private.key'), 'utf8')).toBe('private.key');
    expect(start('minio', '0.0.0.0')).toEqual({ code: 0, said: 'minio server /data --certs-dir ~/tls\n' });
  });
});
