import fc from 'fast-check';
import { expect, test } from 'vitest';
import { graphDrawing } from '../../src/format/graph-drawing.ts';

/** The rows of a graph whose nodes are letters, from edges as `AB`; in each the node that is in it. */
function drawn(
  order: string,
  ...edges: readonly string[]
): { readonly row: string; readonly node?: string }[] {
  const draw = graphDrawing();
  return [...order].flatMap((id) => {
    const to = edges.flatMap(([from = '', end = '']) => (from === id ? [end] : []));
    const { above, node, below } = draw({ id, letter: id, to });
    return [
      ...(above === undefined ? [] : [{ row: above }]),
      { row: node, node: id },
      ...(below === undefined ? [] : [{ row: below }]),
    ];
  });
}

test.each([
  ['one', ['A'], ['A']],
  ['a line', ['ABC', 'AB', 'BC'], ['A', 'B', 'C']],
  ['two that join', ['ABC', 'AC', 'BC'], ['A', '│ B', '├─╯', 'C']],
  ['many that join', ['ABCDE', 'AE', 'BE', 'CD', 'DE'], ['A', '│ B', '├─╯', '│ C', '│ D', '├─╯', 'E']],
  ['one that parts', ['ABC', 'AB', 'AC'], ['A', '├─╮', '│ B', 'C']],
  ['a diamond', ['ABCD', 'AB', 'AC', 'BD', 'CD'], ['A', '├─╮', '│ B', 'C │', '├─╯', 'D']],
  ['lines that cross', ['ABCD', 'AC', 'BD'], ['A', '│ B', 'C │', '  D']],
  [
    'a merge over a line',
    ['ABCDE', 'AE', 'BD', 'CE', 'DE'],
    ['A', '│ B', '│ │ C', '├─┼─╯', '│ D', '├─╯', 'E'],
  ],
  ['the same twice', ['AB', 'AB', 'AB'], ['A', 'B']],
  ['a line to what never comes', ['ABC', 'AX', 'BC'], ['A', '│ B', '│ C']],
] as const)('%s', (_, [order, ...edges], rows) => {
  expect(drawn(order, ...edges).map(({ row }) => row)).toEqual(rows);
});

test('whatever the graph, every node has one row, with its letter in it', () => {
  const graphs = fc.integer({ min: 1, max: 14 }).chain((size) =>
    fc.record({
      size: fc.constant(size),
      edges: fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 40 }),
    }),
  );
  fc.assert(
    fc.property(graphs, ({ size, edges }) => {
      const name = (at: number) => String.fromCharCode(65 + at);
      const order = Array.from({ length: size }, (_, at) => name(at)).join('');
      const down = edges.filter(([a, b]) => a < b).map(([a, b]) => name(a) + name(b));
      const rows = drawn(order, ...down);
      expect(rows.map(({ node }) => node ?? '').join('')).toBe(order);
      for (const { row, node } of rows) expect(row.replace(/[^A-Z]/g, '')).toBe(node ?? '');
      for (const [from = '', to] of down) expect(reachedFrom(rows, from)).toContain(to);
    }),
  );
});

/** Ways in which lines leave a place, by its sign: up, down, left and right. */
const WAYS: Readonly<Record<string, string>> = {
  '│': 'ud',
  '─': 'lr',
  '┼': 'udlr',
  '┤': 'udl',
  '├': 'udr',
  '┬': 'dlr',
  '┴': 'ulr',
  '╮': 'dl',
  '╭': 'dr',
  '╯': 'ul',
  '╰': 'ur',
};

/** The letters that one can get to who follows the lines down from a letter; where lines cross, any of them. */
function reachedFrom(
  rows: readonly { readonly row: string; readonly node?: string }[],
  letter: string,
): string {
  let open: ReadonlySet<number> | undefined;
  let reached = '';
  for (const { row, node } of rows) {
    const signs = [...row];
    if (open === undefined) {
      if (node === letter) open = new Set([signs.indexOf(letter)]);
      continue;
    }
    const met = new Set([...open].filter((at) => signs[at] === node || WAYS[signs[at] ?? '']?.includes('u')));
    for (const at of met) {
      if (WAYS[signs[at] ?? '']?.includes('l')) met.add(at - 1);
      if (WAYS[signs[at] ?? '']?.includes('r')) met.add(at + 1);
    }
    if (node !== undefined && met.has(signs.indexOf(node))) reached += node;
    open = new Set([...met].filter((at) => WAYS[signs[at] ?? '']?.includes('d')));
  }
  return reached;
}
