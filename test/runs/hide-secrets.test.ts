import { expect, test } from 'vitest';
import { looksSecret, withoutSecretValues, withoutUserInfo } from '../../src/runs/hide-secrets.ts';
import type { WorkflowRun } from '../../src/runs/nextflow/lineage-record.ts';
import { nextflowRecord, runParameters } from '../../src/runs/nextflow/nextflow-record.ts';

test('names of secrets are known however their words are joined', () => {
  for (const name of [
    'api_key',
    'api-key',
    'apiKey',
    'access-key',
    'AWS_ACCESS_KEY_ID',
    'client-key',
    'db_pwd',
  ])
    expect(looksSecret(name), name).toBe(true);
  for (const name of ['Authorization', 'passphrase', 'github-token', 'http-auth'])
    expect(looksSecret(name), name).toBe(true);
  for (const name of ['PWD', 'author', 'keys', 'sort_key', 'index', 'genome'])
    expect(looksSecret(name), name).toBe(false);
});

test('values of what is named so are hidden in a command line, and nothing else', () => {
  const hidden = (text: string) => expect(withoutSecretValues(text)).not.toContain('s3cr3t');
  hidden('run main.nf --api-key s3cr3t');
  hidden('run main.nf --api-key=s3cr3t');
  hidden("run main.nf --access-key 's3cr3t and more'");
  hidden('curl -H "api-key: s3cr3t" https://host/x');
  hidden('curl -H "Authorization: Bearer s3cr3t" https://host/x');
  hidden('GITHUB_TOKEN=s3cr3t nextflow run main.nf');
  hidden('run main.nf --db postgres://ada:s3cr3t@host/d');
  const kept = 'run s3://private-bucket/x -name big_kare --reads a@b.fq --img quay.io/private/tool:1.0';
  expect(withoutSecretValues(kept)).toBe(kept);
});

test('addresses lose user and password, and nothing else', () => {
  expect(withoutUserInfo('https://oauth2:s3cr3t@gitlab/x.git')).toBe('https://gitlab/x.git');
  expect(withoutUserInfo('postgres://u:p@ss@h/d s3://k:s@b/c')).toBe('postgres://h/d s3://b/c');
  for (const text of ['git@host:path', 's3://b/a@b', 'docker://ubuntu@sha256:ab', 'file:///home/a@b'])
    expect(withoutUserInfo(text)).toBe(text);
});

test('nothing that a record of a run says has them', () => {
  const address = 'https://oauth2:s3cr3t@gitlab/x';
  const run: WorkflowRun = {
    sessionId: 'x',
    name: 'big_kare',
    workflow: { repository: address, scriptFiles: [{ path: address }] },
    metadata: { commandLine: `nextflow run ${address} --api-key s3cr3t` },
  };
  const tasks = new Map([['aa', { name: 'ALIGN', container: address }]]);
  const record = nextflowRecord({ key: 'aa', run }, { tasks, read: new Map(), unknown: [] }, [
    { path: address, reason: 'it is not on this machine' },
  ]);
  const parameters = runParameters([
    { name: 'db', value: address },
    { name: 'more', value: { 'api-key': 's3cr3t', list: [address, '--token s3cr3t'] } },
  ]);
  expect(JSON.stringify([record, parameters])).not.toContain('s3cr3t');
  expect(parameters).toMatchObject({ db: 'https://gitlab/x' });
});
