import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What is on a screen that waits for the lake. */
const LOADING = /Loading…|Comparing…|datasets?…/;

/** What is run in a terminal, and how large that is. */
export interface TerminalOptions {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly columns: number;
  readonly rows: number;
}

/** A real terminal, by tmux: keys go in, and what is seen on its screen comes out. */
export class Terminal implements AsyncDisposable {
  readonly #socket: string;

  private constructor(socket: string) {
    this.#socket = socket;
  }

  /** Opens a terminal with a shell in it that runs the command, and says `ended N` with its exit code after it. */
  static async open({ command, cwd, env, columns, rows }: TerminalOptions): Promise<Terminal> {
    const terminal = new Terminal(`dlake-test-${process.pid}-${Math.random().toString(36).slice(2)}`);
    const settings = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    const words = ['env', '-i', ...settings, ...command].map((word) => `'${word.replaceAll("'", "'\\''")}'`);
    const line = `${words.join(' ')}; echo "ended $?"; cat`;
    const size = ['-x', String(columns), '-y', String(rows)];
    await terminal.#tmux('-f', '/dev/null', 'new-session', '-d', '-c', cwd, ...size, line);
    await terminal.#tmux('set', '-g', 'set-clipboard', 'on');
    return terminal;
  }

  /** Presses keys, by the names that tmux gives them: `Enter`, `Down`, `C-c`, or what they type. */
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.#tmux('send-keys', key);
  }

  /** Types a text. */
  async type(text: string): Promise<void> {
    await this.#tmux('send-keys', '-l', text);
  }

  /** What is on the screen, without trailing spaces. */
  async screen(): Promise<string> {
    const { stdout } = await this.#tmux('capture-pane', '-p');
    return stdout.replace(/[ ]+$/gm, '').trimEnd();
  }

  /** What is on the screen with its colours. */
  async painted(): Promise<string> {
    return (await this.#tmux('capture-pane', '-p', '-e')).stdout;
  }

  /** What is on the screen with its colours, once it has not changed for a second. */
  async settled(): Promise<string> {
    for (let before = await this.painted(); ; ) {
      await new Promise((resolve) => setTimeout(resolve, 1000));
      const now = await this.painted();
      if (now === before) return now;
      before = now;
    }
  }

  /** Waits until the screen fits, and gives it. Throws with what is there after minutes: nothing is to depend on how fast a machine is. */
  async until(fits: RegExp | ((screen: string) => boolean), seconds = 150): Promise<string> {
    const end = Date.now() + seconds * 1000;
    for (;;) {
      const screen = await this.screen();
      if (typeof fits === 'function' ? fits(screen) : fits.test(screen)) return screen;
      if (Date.now() > end) throw new Error(`the screen is not ${fits}:\n${screen}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** As `until`, once nothing is being loaded any more and two looks see the same: a screen to be kept. */
  async loaded(fits: RegExp): Promise<string> {
    let before = '';
    return this.until((screen) => {
      const isSettled = fits.test(screen) && !LOADING.test(screen) && screen === before;
      before = screen;
      return isSettled;
    });
  }

  /** Makes the terminal larger or smaller. */
  async resize(columns: number, rows: number): Promise<void> {
    await this.#tmux('resize-window', '-x', String(columns), '-y', String(rows));
  }

  /** How the terminal is set: whether its alternate screen is shown, and its cursor. */
  async modes(): Promise<{ readonly alternate: boolean; readonly cursor: boolean; readonly mouse: boolean }> {
    const asked = '#{alternate_on} #{cursor_flag} #{mouse_any_flag}';
    const { stdout } = await this.#tmux('display-message', '-p', asked);
    const [alternate, cursor, mouse] = stdout.trim().split(' ');
    return { alternate: alternate === '1', cursor: cursor === '1', mouse: mouse === '1' };
  }

  /** What a program put into the clipboard, newest first. */
  async clipboard(): Promise<string> {
    return (await this.#tmux('show-buffer')).stdout;
  }

  /** The process of the command: the child of the terminal's shell. */
  async pid(): Promise<number> {
    const { stdout } = await this.#tmux('display-message', '-p', '#{pane_pid}');
    const { stdout: children } = await run('pgrep', ['-P', stdout.trim()]);
    return Number(children.trim().split('\n')[0]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#tmux('kill-server').catch(() => undefined);
  }

  #tmux(...args: readonly string[]): Promise<{ readonly stdout: string }> {
    return run('tmux', ['-L', this.#socket, ...args], {
      env: { PATH: process.env.PATH ?? '', HOME: '/nonexistent', LC_ALL: 'C.UTF-8', TERM: 'xterm-256color' },
    });
  }
}
