import { expect, test } from 'vitest';
import { parseRevision } from '../../src/records/parse-revision.ts';

const raw = { layer: 'raw', source: 'geo', externalId: 'GSE2034' } as const;
const ref = { kind: 'ref', ref: raw } as const;
const dataset = { kind: 'dataset', dataset: { source: 'geo', externalId: 'GSE2034' } } as const;
const HEX = 'ab'.repeat(32);

test.each([
  ['raw/geo/GSE2034', { start: ref }],
  ['raw/geo/gse2034/', { start: ref }],
  ['geo/GSE2034', { start: dataset }],
  ['geo/GSE2034@v3', { start: dataset, version: 'v3' }],
  ['geo/GSE2034@2026_03~2', { start: dataset, version: '2026_03', back: 2 }],
  ['raw/geo/GSE2034~', { start: ref, back: 1 }],
  ['raw/geo/GSE2034~0', { start: ref, back: 0 }],
  ['raw/geo/GSE2034@{2026-11-22}', { start: ref, at: '2026-11-22T23:59:59.999Z' }],
  ['raw/geo/GSE2034@{2026-11-22T10:11:12Z}:a/b', { start: ref, at: '2026-11-22T10:11:12.000Z', path: 'a/b' }],
  ['raw/geo/GSE2034@{2026-11-22T10:11+02:00}', { start: ref, at: '2026-11-22T08:11:00.000Z' }],
  [
    'raw/geo/GSE2034@v1~3@{2026-11-22}:x',
    { start: ref, version: 'v1', back: 3, at: '2026-11-22T23:59:59.999Z', path: 'x' },
  ],
  ['raw/geo/GSE2034:matrix.txt', { start: ref, path: 'matrix.txt' }],
  ['raw/geo/GSE2034:a:b/c@d~1', { start: ref, path: 'a:b/c@d~1' }],
  ['geo/GSE2034:raw/geo/x', { start: dataset, path: 'raw/geo/x' }],
  ['lab:raw/geo/GSE2034', { start: { kind: 'remote', remote: 'lab', ref: raw } }],
  [
    'lab:raw/geo/GSE2034@v2~1:x/y',
    { start: { kind: 'remote', remote: 'lab', ref: raw }, version: 'v2', back: 1, path: 'x/y' },
  ],
  ['fig3', { start: { kind: 'name', tag: 'fig3' } }],
  ['fig3~1', { start: { kind: 'name', tag: 'fig3' }, back: 1 }],
  ['fig3:matrix.txt', { start: { kind: 'name', tag: 'fig3' }, path: 'matrix.txt' }],
  ['fig3:./raw/geo/x', { start: { kind: 'name', tag: 'fig3' }, path: 'raw/geo/x' }],
  ['fig3:rawdata/x', { start: { kind: 'name', tag: 'fig3' }, path: 'rawdata/x' }],
  ['cafe', { start: { kind: 'name', tag: 'cafe', id: { hex: 'cafe' } } }],
  ['sha256:cafe01:x', { start: { kind: 'name', id: { hex: 'cafe01' } }, path: 'x' }],
  [HEX, { start: { kind: 'name', id: { hex: HEX } } }],
  [`f01711220${HEX}:x`, { start: { kind: 'name', id: { hex: HEX, codec: 'dag-cbor' } }, path: 'x' }],
])('%s', (text, expected) => {
  expect(parseRevision(text)).toEqual({ text, ...expected });
});

test.each([
  ['', 'it begins with a dataset, a tag or an id'],
  ['@v1', 'it begins with a dataset, a tag or an id'],
  ['~1', 'it begins with a dataset, a tag or an id'],
  [':x', 'it begins with a dataset, a tag or an id'],
  ['fig3@v1', '@ goes with a dataset: a tag or an id names one version already'],
  ['geo/GSE2034~1@v1', 'it is [LAYER/]DATASET[@VERSION][~N][@{DATE}], in this order'],
  ['geo/GSE2034@{2026-11-22}~1', 'it is [LAYER/]DATASET[@VERSION][~N][@{DATE}], in this order'],
  ['geo/GSE2034@{2026-02-30}', 'the date in @{} is like 2026-11-22, or 2026-11-22T10:11:12Z'],
  ['geo/GSE2034@{yesterday}', 'the date in @{} is like 2026-11-22, or 2026-11-22T10:11:12Z'],
  ['geo/GSE2034@', 'the version after @ is empty'],
  ['geo/GSE2034~99999999999', 'the number after ~ is too large'],
  ['geo/GSE2034:', 'after the colon comes a path: a path is not empty'],
  ['geo/GSE2034:../x', 'after the colon comes a path: a path has no part ..'],
  ['fig 3', 'it is neither a dataset (SOURCE/ID), a tag nor an id'],
])('%j is refused', (text, reason) => {
  expect(() => parseRevision(text)).toThrow(
    expect.objectContaining({ code: 'revision-invalid', data: { revision: text, reason } }),
  );
});

test('a dataset that is none is refused as a ref is', () => {
  expect(() => parseRevision('raw/geo/2034')).toThrow(expect.objectContaining({ code: 'ref-invalid' }));
  expect(() => parseRevision('raw/geo/GSE1/x.txt')).toThrow(/raw\/geo\/GSE1:x.txt/);
});
