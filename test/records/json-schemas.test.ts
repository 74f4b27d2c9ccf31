import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { jsonSchemas } from '../../src/records/json-schemas.ts';

const readJson = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../schemas/${path}`, import.meta.url), 'utf8'));

test('the schemas are those that the definitions make: else run npm run schemas', () => {
  for (const [name, schema] of jsonSchemas()) expect(readJson(name), name).toEqual(schema);
});

const check = (name: string) => new Ajv2020({ allowUnionTypes: true }).compile(readJson(name) as object);

test.each([
  ['commit.schema.json', 'vectors/commits.json'],
  ['entry.schema.json', 'vectors/entries.json'],
  ['page.schema.json', 'vectors/pages.json'],
])('%s takes every valid record of %s', (schema, vectors) => {
  const validate = check(schema);
  for (const { name, record } of (readJson(vectors) as { valid: { name: string; record: object }[] }).valid) {
    expect(validate(record), `${name}: ${JSON.stringify(validate.errors)}`).toBe(true);
  }
});

test('the schema of a list of published sums takes every line of the valid ones', () => {
  const validate = check('expected.schema.json');
  for (const { files } of (readJson('vectors/expected.json') as { valid: { files: object[] }[] }).valid) {
    for (const file of files) expect(validate(file), JSON.stringify(validate.errors)).toBe(true);
  }
});

test('the schemas refuse what has another shape', () => {
  const [least] = (readJson('vectors/commits.json') as { valid: { record: object }[] }).valid;
  const commit = check('commit.schema.json');
  for (const change of [
    { extra: 1 },
    { layer: 'x' },
    { files: -1 },
    { files: 0.5 },
    { manifest: 'x' },
    { parents: [] },
    { parameters: { p: null } },
    { parameters: { p: { '/': 'bafyreiabc' } } },
  ]) {
    expect(commit({ ...least?.record, ...change }), JSON.stringify(change)).toBe(false);
  }
  const page = check('page.schema.json');
  expect(page({ v: 1, type: 'page', level: 1, entries: [] })).toBe(false);
  expect(page({ v: 1, type: 'page', level: 0, entries: [['a']] })).toBe(false);
});

test('the schema of a pack index takes its DAG-JSON form', () => {
  const validate = check('pack-index.schema.json');
  const [pack] = (
    readJson('vectors/packs.json') as {
      valid: { entries: { offset: number; length: number }[]; hex: string }[];
    }
  ).valid;
  const cid = Buffer.from(`01551220${'ab'.repeat(32)}`, 'hex').toString('base64');
  const entry = pack?.entries[0] as { offset: number; length: number };
  const index = (id: unknown) => ({
    v: 1,
    type: 'pack',
    entries: [[id, entry.offset, entry.length, entry.length, 0]],
  });
  expect(validate(index({ '/': { bytes: cid } })), JSON.stringify(validate.errors)).toBe(true);
  expect(validate(index({ '/': { bytes: 'AAAA' } }))).toBe(false);
});
