import { render } from 'ink';
import { Browser, type BrowserOptions } from '../browser.ts';
import type { LakeView } from '../lake-view.ts';
import { THEMES, type Theme } from '../presentation/theme.ts';
import { App } from './app.tsx';
import { MOUSE_OFF, MOUSE_ON } from './mouse-event.ts';
import { withoutMouse } from './without-mouse.ts';

/** What the screen is opened on. */
export interface ScreenOptions extends Pick<BrowserOptions, 'name' | 'remote' | 'describe'> {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly theme: Theme['name'];
  /** Takes clicks and the wheel; text on the screen is selected with Shift then. */
  readonly mouse: boolean;
  /** Ends the screen. */
  readonly signal: AbortSignal;
}

/** An open screen. */
export interface Screen {
  /** Fulfilled when the user quits or the signal ended it, the terminal is as it was, and nothing is under way. */
  readonly closed: Promise<void>;
  /** Gives the terminal back at once. Safe to call twice. */
  close(): void;
}

/** Draws a lake on the terminal's alternate screen, and takes keys until the user quits. */
export function openScreen(view: LakeView, options: ScreenOptions): Screen {
  const { stdin, stdout, signal } = options;
  const browser = new Browser(view, {
    ...options,
    size: { columns: stdout.columns, rows: stdout.rows },
    copy: (text) => stdout.write(`\x1b]52;c;${Buffer.from(text).toString('base64')}\x07`),
  });
  // Before the first row is drawn: what is typed meanwhile is not to be echoed into it, nor to have moved the cursor.
  stdin.setRawMode(true);
  stdout.write('\r');
  const app = render(<App browser={browser} theme={THEMES[options.theme]} />, {
    stdin: options.mouse ? withoutMouse(stdin, (event) => browser.take(event)) : stdin,
    stdout,
    alternateScreen: true,
    incrementalRendering: true,
    exitOnCtrlC: false,
    interactive: true,
    patchConsole: false,
    maxFps: 60,
  });
  if (options.mouse) stdout.write(MOUSE_ON);
  const close = () => {
    browser.close();
    if (options.mouse) stdout.write(MOUSE_OFF);
    app.unmount();
  };
  const leave = browser.subscribe(() => {
    if (browser.state().quitting) close();
  });
  signal.addEventListener('abort', close, { once: true });
  const closed = app.waitUntilExit().then(async () => {
    leave();
    signal.removeEventListener('abort', close);
    await browser.ended();
  });
  return { closed, close };
}
