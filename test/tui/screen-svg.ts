/** One picture of a recording: the rows of a screen with their SGR codes, and how long it is shown. */
export interface Frame {
  readonly painted: string;
  readonly seconds: number;
}

const CELL = { width: 8.4, height: 17 };
const PAD = 12;
const PALETTE: Readonly<Record<string, string>> = {
  30: '#1c2128',
  31: '#f47067',
  32: '#8ddb8c',
  33: '#daaa3f',
  34: '#6cb6ff',
  35: '#dcbdfb',
  36: '#76e3ea',
  37: '#adbac7',
  90: '#768390',
  91: '#ff938a',
  92: '#8ddb8c',
  93: '#eac55f',
  94: '#8ac7ff',
  95: '#e2c5ff',
  96: '#96d0ff',
  97: '#ffffff',
};
const INK = '#cdd9e5';
const PAPER = '#1c2128';

/**
 * An animated picture of these frames, one after another and again from the first. Equal frames give equal bytes;
 * a row that is seen in several frames is in it once.
 */
export function screenSvg(frames: readonly Frame[], columns: number, rows: number): string {
  const width = Math.round(columns * CELL.width + 2 * PAD);
  const height = Math.round(rows * CELL.height + 2 * PAD);
  const known = new Map<string, number>();
  const total = frames.reduce((sum, { seconds }) => sum + seconds, 0);
  let begin = 0;
  const shown = frames.map(({ painted, seconds }, at) => {
    const uses = painted
      .replace(/\n$/, '')
      .split('\n')
      .flatMap((row, y) => {
        const drawn = rowSvg(row);
        if (drawn === '') return [];
        if (!known.has(drawn)) known.set(drawn, known.size);
        return [`<use href="#r${known.get(drawn)}" y="${(y * CELL.height).toFixed(0)}"/>`];
      });
    const [from, to] = [begin / total, (begin + seconds) / total].map((part) => (part * 100).toFixed(3));
    begin += seconds;
    return {
      css: `@keyframes k${at}{0%,100%{visibility:hidden}${from}%{visibility:visible}${to}%{visibility:hidden}}#f${at}{visibility:hidden;animation:k${at} ${total.toFixed(1)}s step-end infinite}`,
      group: `<g id="f${at}">${uses.join('')}</g>`,
    };
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><title>dlake tui, from a dataset over its lineage to a promotion</title>`,
    `<style>text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;fill:${INK};white-space:pre}.b{font-weight:700}.d{opacity:.6}.u{text-decoration:underline}${shown.map(({ css }) => css).join('')}</style>`,
    `<rect width="${width}" height="${height}" rx="8" fill="${PAPER}"/>`,
    `<defs>${[...known].map(([drawn, id]) => `<g id="r${id}">${drawn}</g>`).join('')}</defs>`,
    `<g transform="translate(${PAD} ${PAD})">`,
    ...shown.map(({ group }) => group),
    '</g></svg>',
    '',
  ].join('\n');
}

interface Look {
  readonly ink: string;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly underlined: boolean;
  readonly inverse: boolean;
}

const BARE: Look = { ink: INK, bold: false, dim: false, underlined: false, inverse: false };

function rowSvg(row: string): string {
  let look = BARE;
  let x = 0;
  const parts: string[] = [];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: this is what it reads
  for (const [, codes, text] of row.matchAll(/(?:\x1b\[([\d;]*)m)|([^\x1b]+)/g)) {
    if (text === undefined) {
      for (const code of (codes ?? '').split(';')) look = after(look, code === '' ? '0' : code);
      continue;
    }
    const wide = [...text].length;
    if (look.inverse)
      parts.push(`<rect x="${px(x)}" width="${px(wide)}" height="${CELL.height}" fill="${look.ink}"/>`);
    if (text.trim() !== '') parts.push(textSvg(text, x, wide, look));
    x += wide;
  }
  return parts.join('');
}

function textSvg(text: string, x: number, wide: number, look: Look): string {
  const classes = [look.bold ? 'b' : '', look.dim ? 'd' : '', look.underlined ? 'u' : '']
    .filter(Boolean)
    .join(' ');
  const ink = look.inverse ? PAPER : look.ink;
  const attributes = [
    `x="${px(x)}" y="13"`,
    `textLength="${px(wide)}"`,
    ...(classes === '' ? [] : [`class="${classes}"`]),
    ...(ink === INK ? [] : [`style="fill:${ink}"`]),
  ];
  return `<text ${attributes.join(' ')}>${escaped(text)}</text>`;
}

function after(look: Look, code: string): Look {
  switch (code) {
    case '0':
      return BARE;
    case '1':
      return { ...look, bold: true };
    case '2':
      return { ...look, dim: true };
    case '4':
      return { ...look, underlined: true };
    case '7':
      return { ...look, inverse: true };
    case '22':
      return { ...look, bold: false, dim: false };
    case '24':
      return { ...look, underlined: false };
    case '27':
      return { ...look, inverse: false };
    case '39':
      return { ...look, ink: INK };
    default:
      return { ...look, ink: PALETTE[code] ?? look.ink };
  }
}

const px = (columns: number): string => (columns * CELL.width).toFixed(1);

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
