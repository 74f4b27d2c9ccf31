import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { lockText } from '../../src/pins/lock-text.ts';
import { parseLock } from '../../src/pins/parse-lock.ts';
import { sortUtf8 } from '../../src/records/utf8-order.ts';
import { somePin } from './pins.ts';

const S3 = 's3://lab-{layer}?endpoint=https://minio.lab:9000';

test('a lock file is a block of lines for each pin, by ref', () => {
  const pins = [
    somePin('raw/geo/GSE2034', 'v2', { store: S3 }),
    somePin('processed/geo/GSE2034.mean', '1.10', { path: 'in/means' }),
  ];
  expect(lockText({ pins })).toMatchInlineSnapshot(`
    "# The dataset versions that this repository uses. \`dlake pin\` writes this file, \`dlake get --locked\` brings them.
    lock: 1
    pins:

    - ref: processed/geo/GSE2034.mean
      version: "1.10"
      commit: bafyreigv4pjdk37twv6gymtqmd2tvhryut72gedyvj6o4354uob44cntoe
      manifest: bafyreif7tcs5hnwqxfywmdc6bixgoiykbs7sx4lvhe4qor6vh43wy4yk4a
      remote: "postgres://lake.lab/lake"
      path: in/means

    - ref: raw/geo/GSE2034
      version: v2
      commit: bafyreigzf5ocn6btzfuz37prrozfluofeb6x576num4ifg2mfg2bwselnu
      manifest: bafyreidt5qi2hj6qrmjll6idxfmxqkv4kjt2fozcnixha3l5kyrmlzvriu
      remote: "postgres://lake.lab/lake"
      store: "s3://lab-{layer}?endpoint=https://minio.lab:9000"
      path: raw/geo/GSE2034
    "
  `);
});

test('what is written is read again, whatever names and addresses are like', () => {
  const name = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,20}$/);
  const folder = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
    .filter((text) => !/[\p{Cc}\u2028\u2029]|:\/\//u.test(text));
  const pin = fc
    .tuple(fc.constantFrom('raw', 'processed', 'curated'), name, name, folder)
    .map(([layer, id, version, at]) => somePin(`${layer}/lab/${id}`, version, { remote: `/${at}` }));
  fc.assert(
    fc.property(fc.uniqueArray(pin, { selector: ({ ref }) => ref, maxLength: 5 }), (pins) => {
      const read = parseLock(lockText({ pins }), 'dlake.lock').pins;
      expect(read.map(({ ref }) => ref)).toEqual(sortUtf8(pins.map(({ ref }) => ref)));
      expect(new Map(read.map((one) => [one.ref, one]))).toEqual(new Map(pins.map((one) => [one.ref, one])));
    }),
  );
});

test('YAML 1.1, as Python reads it, gives the same texts', () => {
  const versions = [
    '2026_03',
    '1e3',
    '0x10',
    'yes',
    'v1',
    '1.10',
    'null',
    '0123',
    '12-11-2026',
    'no',
    '1_0',
    '.5',
    '190_20_30',
  ];
  const pins = versions.map((version, at) => somePin(`raw/lab/p${at}`, version.replace(/^\./, '0.')));
  const text = lockText({ pins });
  const mine = parse(text) as { pins: { version: string }[] };
  expect(mine.pins.every(({ version }) => typeof version === 'string')).toBe(true);
  const script = 'import sys, json, yaml; print(json.dumps(yaml.safe_load(sys.stdin)))';
  const python = spawnSync('python3', ['-c', script], { input: text, encoding: 'utf8' });
  if (python.status === 0) expect(JSON.parse(python.stdout)).toEqual(mine);
  // Without PyYAML: whatever is not beyond doubt is in quotes.
  else
    for (const { version } of mine.pins)
      if (version !== 'v1') expect(text).toContain(`version: "${version}"`);
});

test('a lock file fits its JSON Schema', () => {
  const schema = JSON.parse(readFileSync(new URL('../../schemas/lock.schema.json', import.meta.url), 'utf8'));
  const validate = new Ajv2020({ allowUnionTypes: true }).compile(schema);
  const good = parse(lockText({ pins: [somePin('raw/geo/GSE2034', 'v2', { store: S3 })] }));
  expect(validate(good), JSON.stringify(validate.errors)).toBe(true);
  expect(validate({ ...good, lock: 2 })).toBe(false);
  expect(validate({ ...good, pins: [{ ...good.pins[0], more: 1 }] })).toBe(false);
  expect(validate({ ...good, pins: [{ ...good.pins[0], commit: 'abc' }] })).toBe(false);
});
