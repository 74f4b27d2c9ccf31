import { stripVTControlCharacters } from 'node:util';
import { cleanup, render } from 'ink-testing-library';
import { createElement } from 'react';
import { afterEach, expect, test } from 'vitest';
import { Browser } from '../../../src/tui/browser.ts';
import { THEMES } from '../../../src/tui/presentation/theme.ts';
import { App } from '../../../src/tui/screen/app.tsx';
import { someDataset } from '../some-lake.ts';
import { viewOfRows } from './view-of-rows.ts';

afterEach(cleanup);

const ROWS = [someDataset('raw', 'geo/GSE2034'), someDataset('processed', 'geo/GSE2034.salmon', 2)];

// The library's terminal has 100 columns and does not say how many rows: Ink takes 24.
function mounted(theme: keyof typeof THEMES = 'plain') {
  const browser = new Browser(viewOfRows(ROWS), {
    name: 'lake',
    size: { columns: 100, rows: 24 },
    remote: undefined,
    describe: String,
    copy: () => undefined,
  });
  const screen = render(createElement(App, { browser, theme: THEMES[theme] }));
  const until = async (fits: RegExp): Promise<string> => {
    for (;;) {
      const frame = stripVTControlCharacters(screen.lastFrame() ?? '');
      if (fits.test(frame)) return frame;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  return { browser, screen, until };
}

test('it draws before anything is loaded, then what came, a row of the screen in a line', async () => {
  const { browser, screen, until } = mounted();
  expect(screen.lastFrame()).toContain('Loading…');
  const frame = await until(/of raw\/geo\/GSE2034/);
  expect(frame.split('\n').length).toBe(24);
  expect(frame).toContain('GSE2034.salmon');
  browser.close();
});

test('keys go to the browser by their names, whatever bytes they are', async () => {
  const { browser, screen, until } = mounted();
  await until(/of raw\/geo\/GSE2034/);
  screen.stdin.write('\x1b[B');
  screen.stdin.write('j');
  await until(/of processed\/geo\/GSE2034\.salmon/);
  screen.stdin.write('?');
  await until(/any other key closes/);
  screen.stdin.write('x');
  screen.stdin.write(':go zzz');
  await until(/:go zzz/);
  screen.stdin.write('\x15');
  screen.stdin.write('q');
  await until(/:q█/);
  screen.stdin.write('\r');
  await until(/q quit/);
  expect(browser.state().quitting).toBe(true);
  browser.close();
});

test('a theme colours the letters of layers; without one nothing has a colour', async () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
  const colour = /\x1b\[[\d;]*(?:3[0-7]|9[0-7])m/;
  for (const theme of ['light', 'plain'] as const) {
    const { browser, screen, until } = mounted(theme);
    await until(/of raw\/geo\/GSE2034/);
    expect(colour.test(screen.lastFrame() ?? '')).toBe(theme === 'light');
    browser.close();
  }
});
