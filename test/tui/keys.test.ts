import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { KEYS } from '../../src/tui/keys.ts';
import { PANE_IDS } from '../../src/tui/pane-id.ts';
import { keyTable } from '../../src/tui/presentation/key-table.ts';

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

test("the README's table of keys is the one that the help is made of", () => {
  const [, table = ''] = /<!-- keys -->\n([\s\S]*?)<!-- \/keys -->/.exec(README) ?? [];
  expect(table).toBe(`${keyTable().join('\n')}\n`);
});

test('a key means one thing in each part of the screen', () => {
  for (const pane of PANE_IDS) {
    const own = KEYS.filter((binding) => binding.in?.includes(pane)).flatMap(({ keys }) => keys);
    expect(own).toEqual([...new Set(own)]);
  }
  const everywhere = KEYS.filter((binding) => binding.in === undefined).flatMap(({ keys }) => keys);
  expect(everywhere).toEqual([...new Set(everywhere)]);
});
