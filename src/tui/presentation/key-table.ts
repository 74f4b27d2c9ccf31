import { KEYS } from '../keys.ts';
import { PANES } from '../panes.ts';
import { keyLabel } from './help-lines.ts';

/** The keys as a table in Markdown, for the README. */
export const keyTable = (): string[] => [
  '| key | does |',
  '|---|---|',
  ...KEYS.map(({ keys, says, in: where }) => {
    const labels = keys.map((key) => `\`${keyLabel(key)}\``).join(' ');
    const there = where === undefined ? '' : ` (${where.map((pane) => PANES[pane].title).join(', ')})`;
    return `| ${labels} | ${says}${there} |`;
  }),
];
