import * as Args from '@oclif/core/args';
import { BaseCommand } from '../cli/base-command.ts';
import { COMPLETION_SCRIPTS } from '../cli/completion/scripts.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

export default class Completion extends BaseCommand<typeof Completion> {
  static override summary = 'Print what teaches a shell to complete commands, flags and refs';
  static override examples = [
    { description: 'bash: in ~/.bashrc', command: 'source <(dlake completion bash)' },
    { description: 'zsh: in ~/.zshrc, after compinit', command: 'source <(dlake completion zsh)' },
    {
      description: 'fish: once',
      command: 'dlake completion fish > ~/.config/fish/completions/dlake.fish',
    },
  ];
  static override args = {
    shell: Args.option({ options: SHELLS })({ description: 'bash, zsh or fish', required: true }),
  };

  async run(): Promise<void> {
    const { shell } = this.args;
    const script = COMPLETION_SCRIPTS[shell];
    this.output.result({ shell, script }, () => script);
  }
}
