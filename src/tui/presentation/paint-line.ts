import type { Line } from './line.ts';
import type { Theme } from './theme.ts';

/** The line as a terminal takes it, in the colours of a theme. */
export function paintLine({ spans }: Line, theme: Theme): string {
  return spans
    .map(({ text, tone = 'plain', back }) => {
      const behind = back === undefined ? '' : theme.backs[back];
      // Colours on an inverse row would be its background: the row is one colour.
      const own = back === 'cursor' ? '' : theme.tones[tone];
      const codes = [behind, own].filter((code) => code !== '').join(';');
      return codes === '' ? text : `\x1b[${codes}m${text}\x1b[0m`;
    })
    .join('');
}
