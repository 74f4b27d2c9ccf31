import { Box, Text, useInput, usePaste, useWindowSize } from 'ink';
import { memo, useEffect, useSyncExternalStore } from 'react';
import type { Browser } from '../browser.ts';
import { paintLine } from '../presentation/paint-line.ts';
import { screenLines } from '../presentation/screen-lines.ts';
import type { Theme } from '../presentation/theme.ts';
import { keyNames } from './key-name.ts';

/** The screen: it draws the browser's state, and hands keys and sizes to it. */
export function App({ browser, theme }: { readonly browser: Browser; readonly theme: Theme }) {
  const state = useSyncExternalStore(browser.subscribe, browser.state);
  const { columns, rows } = useWindowSize();
  useInput((input, key) => {
    for (const named of keyNames(input, key)) browser.take({ type: 'key', ...named });
  });
  usePaste((text) => browser.take({ type: 'key', key: 'paste', text: text.replace(/[\r\n]+/g, ' ') }));
  useEffect(() => browser.take({ type: 'resized', size: { columns, rows } }), [browser, columns, rows]);
  return (
    <Box flexDirection="column" width={state.size.columns} height={state.size.rows}>
      {screenLines(state).map((line, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row of the screen is its place
        <Row key={at} text={paintLine(line, theme)} />
      ))}
    </Box>
  );
}

const Row = memo(({ text }: { readonly text: string }) => <Text wrap="truncate">{text}</Text>);
