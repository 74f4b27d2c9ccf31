import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type GraphEdge, lineageGraph } from '../../src/format/lineage-graph.ts';

const drawn = (order: string, ...edges: readonly string[]): string =>
  lineageGraph(
    [...order].map((id) => ({ id, letter: id })),
    edges.map(([from = '', to = '']): GraphEdge => ({ from, to })),
  )
    .map(({ graph }) => graph)
    .join('\n');

test.each([
  ['one', ['A'], ['A']],
  ['a line', ['ABC', 'AB', 'BC'], ['A', 'B', 'C']],
  ['two that join', ['ABC', 'AC', 'BC'], ['A', '│ B', '├─╯', 'C']],
  ['one that parts', ['ABC', 'AB', 'AC'], ['A', '├─╮', '│ B', 'C']],
  ['a diamond', ['ABCD', 'AB', 'AC', 'BD', 'CD'], ['A', '├─╮', '│ B', 'C │', '├─╯', 'D']],
  ['lines that cross', ['ABCD', 'AC', 'BD'], ['A', '│ B', 'C │', '  D']],
  ['an edge to nowhere', ['AB', 'AX', 'XB', 'AB'], ['A', 'B']],
] as const)('%s', (_, [order, ...edges], rows) => {
  expect(drawn(order, ...edges)).toBe(rows.join('\n'));
});

test('whatever the graph, every node has its row, in order, and its letter in it', () => {
  const graphs = fc.integer({ min: 1, max: 14 }).chain((size) =>
    fc.record({
      size: fc.constant(size),
      edges: fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 40 }),
    }),
  );
  fc.assert(
    fc.property(graphs, ({ size, edges }) => {
      const name = (at: number) => String.fromCharCode(65 + at);
      const order = Array.from({ length: size }, (_, at) => name(at));
      const rows = lineageGraph(
        order.map((id) => ({ id, letter: id })),
        edges.filter(([a, b]) => a < b).map(([a, b]) => ({ from: name(a), to: name(b) })),
      );
      expect(rows.flatMap(({ node }) => node ?? [])).toEqual(order);
      for (const { graph, node } of rows) expect(graph.replace(/[^A-Z]/g, '')).toBe(node ?? '');
    }),
  );
});
