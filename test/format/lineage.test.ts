import { expect, test } from 'vitest';
import { lineageDot } from '../../src/format/lineage-dot.ts';
import { lineageLines } from '../../src/format/lineage-lines.ts';
import { lineageMermaid } from '../../src/format/lineage-mermaid.ts';
import type { Lineage } from '../../src/lake/lineage.ts';
import { type CommitId, commitId } from '../../src/records/ids.ts';
import { sha256Hex } from '../../src/records/sha256.ts';

const id = (name: string): CommitId => commitId(sha256Hex(name));

/** A lineage of commits that are called so, from `from > to` (derived) and `from . to` (the next version). */
function drawn(root: string, ...pairs: readonly string[]): Lineage {
  const edges = pairs.map((pair) => {
    const [from = '', sign = '', to = ''] = pair.split(' ');
    return { from: id(from), to: id(to), kind: sign === '.' ? ('parent' as const) : ('input' as const) };
  });
  const names = [...new Set([root, ...pairs.flatMap((pair) => pair.split(/ [.>] /))])];
  const known = names.filter((name) => !name.startsWith('?'));
  return {
    root: id(root),
    nodes: known.map((name) => ({
      commit: id(name),
      dataset: `lab/${name}`,
      layer: 'raw',
      action: 'manual',
      version: 'v1',
      name,
      committedAt: '2026-11-22T10:11:12.345Z',
      files: 1,
      bytes: 1,
    })),
    edges,
    unknown: names.filter((name) => name.startsWith('?')).map(id),
  };
}

const text = (lineage: Lineage, direction: 'up' | 'down') =>
  lineageLines(lineage, direction, ({ name }) => name).join('\n');

test('a tree, in which what is met again is pointed to', () => {
  const lineage = drawn(
    'atlas',
    'a1 . a2',
    'a2 > mean',
    'a2 > sum',
    'mean > atlas',
    'sum > atlas',
    'atlas > out',
  );
  expect(text(lineage, 'up')).toMatchInlineSnapshot(`
    "├─ mean
    │  └─ a2
    │     └─ a1 (version before)
    └─ sum
       └─ a2 (see above)"
  `);
  expect(text(lineage, 'down')).toMatchInlineSnapshot(`"└─ out"`);
  expect(text(drawn('alone'), 'up')).toBe('');
});

test('a long line of versions is shortened, and a deep tree ends', () => {
  const versions = Array.from({ length: 10_000 }, (_, n) => `v${n} . v${n + 1}`);
  expect(text(drawn('out', ...versions, 'v10000 > out'), 'up')).toMatchInlineSnapshot(`
    "└─ v10000
       │  ... 9,999 versions between ...
       └─ v0 (version before)"
  `);
  const deep = text(drawn('s10000', ...Array.from({ length: 10_000 }, (_, n) => `s${n} > s${n + 1}`)), 'up');
  expect(deep.split('\n')).toHaveLength(41);
  expect(deep.split('\n').at(-1)).toContain('more behind');
});

test('what is not here is named, and a circle that can not be ends', () => {
  expect(text(drawn('a', '?b > a'), 'up')).toBe(`└─ ${id('?b').slice(9, 19)} (not in this lake)`);
  expect(text(drawn('a', 'b > a', 'a > b'), 'up').split('\n')).toHaveLength(2);
});

test('pictures for other programs', () => {
  const lineage = drawn('mean', 'a1 . a2', 'a2 > mean', '?b > mean');
  expect(lineageDot(lineage)).toMatchInlineSnapshot(`
    "digraph lineage {
      rankdir=LR;
      node [shape=box];
      "82523faea1" [label="raw/lab/mean@v1\\n82523faea1 manual", style=bold];
      "f55ff16f66" [label="raw/lab/a1@v1\\nf55ff16f66 manual"];
      "2c3a4249d7" [label="raw/lab/a2@v1\\n2c3a4249d7 manual"];
      "0bc2358726" [style=dotted];
      "f55ff16f66" -> "2c3a4249d7" [style=dashed];
      "2c3a4249d7" -> "82523faea1";
      "0bc2358726" -> "82523faea1";
    }"
  `);
  expect(lineageMermaid(lineage)).toMatchInlineSnapshot(`
    "flowchart LR
      c82523faea1["raw/lab/mean@v1<br/>82523faea1 manual"]
      cf55ff16f66["raw/lab/a1@v1<br/>f55ff16f66 manual"]
      c2c3a4249d7["raw/lab/a2@v1<br/>2c3a4249d7 manual"]
      c0bc2358726["0bc2358726"]
      cf55ff16f66 -.-> c2c3a4249d7
      c2c3a4249d7 --> c82523faea1
      c0bc2358726 --> c82523faea1
      style c82523faea1 stroke-width:3px"
  `);
});
