import { basename } from 'node:path';
import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.ts';
import { describeError } from '../cli/show-error.ts';
import { terminalTheme } from '../cli/terminal-theme.ts';
import { DlakeError } from '../errors.ts';
import type { LakeHost } from '../lake/lake.ts';
import type { OpenRemote, OpenRemoteOptions } from '../sync/open-remote.ts';

export default class Tui extends BaseCommand<typeof Tui> {
  static override summary = 'Browse the lake on the whole screen';
  static override description =
    'Datasets, versions and files, found as you type; `?` shows the keys. It sees what others do meanwhile, and stops nobody.';
  static override examples = [{ description: 'This lake', command: 'dlake tui' }];
  static override flags = {
    theme: Flags.option({
      summary: 'Colours for a dark or a light background; by default as the terminal says, else dark',
      options: ['dark', 'light'] as const,
    })(),
    mouse: Flags.boolean({ summary: 'Take clicks and the wheel; Shift selects text then' }),
  };

  async run(): Promise<void> {
    const { stdin, stdout } = process;
    if (!stdin.isTTY || !stdout.isTTY || this.output.json)
      throw new DlakeError('usage-invalid', {
        reason: 'dlake tui needs a terminal; the other commands have --json.',
        see: 'dlake tui --help',
      });
    const lake = await this.openLake();
    const [{ viewOf }, { openScreen }, { usualRemote }] = await Promise.all([
      import('../tui/lake-view.ts'),
      import('../tui/screen/open-screen.tsx'),
      import('../sync/usual-remote.ts'),
    ]);
    const view = viewOf({
      lake,
      author: () => this.author(),
      openRemote: (how) => this.#usualRemote(how),
      sources: () => this.sources(),
      linkMode: this.settings.linkMode,
    });
    const screen = openScreen(view, {
      stdin,
      stdout,
      name: basename(this.root),
      remote: usualRemote(this.root),
      theme: terminalTheme(process.env, stdout, this.flags),
      mouse: this.flags.mouse,
      signal: this.signal,
      describe: (error) => describeError(error, { json: false, color: false, verbose: false }).text.trim(),
    });
    // Whatever breaks is told on the screen that the user comes back to.
    process.prependOnceListener('uncaughtException', screen.close);
    await screen.closed;
    process.off('uncaughtException', screen.close);
    if (this.signal.aborted) throw new DlakeError('interrupted', {});
  }

  // Whoever owns a catalog stops all others, and a screen stays open for hours: its catalog is a process's, which gives
  // way to a command that is to own it.
  protected override lakeHost(): LakeHost {
    return { ...super.lakeHost(), catalogMode: 'process' };
  }

  async #usualRemote(how: OpenRemoteOptions): Promise<OpenRemote> {
    const { remoteNamed } = await import('../sync/remotes-file.ts');
    return this.openRemote(remoteNamed(this.root, undefined), how);
  }
}
