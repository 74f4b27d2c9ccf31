import { LAUNCHER, type Session } from '../cli/run-dlake.ts';
import { Terminal } from './terminal.ts';

/** How the browser is opened. */
export interface OpenOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Flags of Node itself. */
  readonly node?: readonly string[];
}

/** Opens the browser on a session's lake in a terminal. */
export const openBrowser = (
  session: Session,
  { columns = 110, rows = 26, flags = [], env = {}, node = [] }: OpenOptions = {},
): Promise<Terminal> =>
  Terminal.open({
    command: [process.execPath, ...node, LAUNCHER, 'tui', ...flags],
    cwd: session.lake,
    env: { ...session.env, TERM: 'xterm-256color', LC_ALL: 'C.UTF-8', ...env },
    columns,
    rows,
  });
