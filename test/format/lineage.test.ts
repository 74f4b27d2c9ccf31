import { expect, test } from 'vitest';
import { lineageDot } from '../../src/format/lineage-dot.ts';
import { lineageMermaid } from '../../src/format/lineage-mermaid.ts';
import { lineageRows } from '../../src/format/lineage-rows.ts';
import { shortId } from '../../src/format/short-id.ts';
import type { Lineage } from '../../src/lake/lineage.ts';
import { inOrder } from '../../src/lake/lineage-order.ts';
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
    cut: false,
  };
}

const text = (lineage: Lineage, short = true) =>
  lineageRows(inOrder(lineage), { short })
    .map(({ graph, node, unknown, passed }) =>
      [graph, node?.name, unknown && shortId(unknown), passed].filter((part) => part !== undefined).join(' '),
    )
    .join('\n');

test('what came first stands above, and each near what was made of it', () => {
  const lineage = drawn(
    'atlas',
    'a1 . a2',
    'a2 > mean',
    'a2 > sum',
    'b > side',
    'mean > atlas',
    'side > atlas',
    'sum > atlas',
    'atlas > out',
  );
  expect(text(lineage)).toMatchInlineSnapshot(`
    "R a1
    R a2
    ├─╮
    │ R sum
    R │ mean
    ├─╯
    │ R b
    │ R side
    ├─╯
    R atlas
    R out"
  `);
  expect(text(drawn('alone'))).toBe('R alone');
});

test('many that something was made of, and much that was made of one', () => {
  expect(
    text(drawn('all', 'a > a1', 'b > b1', 'c > c1', 'a1 > all', 'b1 > all', 'c1 > all')),
  ).toMatchInlineSnapshot(`
    "R b
    R b1
    │ R c
    │ R c1
    ├─╯
    │ R a
    │ R a1
    ├─╯
    R all"
  `);
  expect(text(drawn('one', 'one > a', 'one > b', 'one > c'))).toMatchInlineSnapshot(`
    "R one
    ├─╮
    │ R c
    ├─╮
    │ R b
    R a"
  `);
  expect(
    text(drawn('r2', 'r1 . r2', 'r2 . r3', 'r1 > p1', 'r2 > p2', 'r3 > p3', 'p1 . p2', 'p2 . p3')),
  ).toMatchInlineSnapshot(`
    "R r1
    ├─╮
    │ R p1
    R │ r2
    ├─┤
    │ R p2
    R │ r3
    ├─╯
    R p3"
  `);
});

test('a long line of versions is shortened where that is wanted, and nothing else is', () => {
  const versions = Array.from({ length: 10_000 }, (_, n) => `v${n} . v${n + 1}`);
  const lineage = drawn('out', ...versions, 'v10000 > out', 'v5000 > other');
  expect(text(lineage)).toMatchInlineSnapshot(`
    "R v0
    ⋮ 4999
    R v5000
    ├─╮
    │ ⋮ 4999
    │ R v10000
    │ R out
    R other"
  `);
  expect(text(lineage, false).split('\n').length).toBeGreaterThan(10_000);
  const deep = drawn('s10000', ...Array.from({ length: 10_000 }, (_, n) => `s${n} > s${n + 1}`));
  expect(text(deep).split('\n')).toHaveLength(10_001);
});

test('what is not here is named, and a circle that can not be ends', () => {
  expect(text(drawn('a', '?b > a'))).toBe(`? ${id('?b').slice(9, 19)}\nR a`);
  expect(text(drawn('a', 'b > a', 'a > b')).split('\n').length).toBeGreaterThan(1);
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
