import * as Args from '@oclif/core/args';
import { BaseCommand } from '../../cli/base-command.ts';
import { safe } from '../../format/safe-text.ts';
import { removeRemote } from '../../sync/edit-remotes.ts';

export default class RemoteRemove extends BaseCommand<typeof RemoteRemove> {
  static override summary = 'Forget a remote';
  static override description =
    'The other lake stays as it is, and so does everything that was fetched from it.';
  static override examples = [{ description: 'The old server', command: 'dlake remote remove old' }];
  static override args = { name: Args.string({ description: 'The remote', required: true }) };

  async run(): Promise<void> {
    const { name } = removeRemote(this.root, this.args.name);
    this.output.result({ name, removed: true }, () => safe`${name} is no remote any more`);
  }
}
