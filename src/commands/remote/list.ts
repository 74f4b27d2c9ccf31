import { BaseCommand } from '../../cli/base-command.ts';
import { safe } from '../../format/safe-text.ts';
import { addressOf } from '../../sync/remote.ts';
import { readRemotes } from '../../sync/remotes-file.ts';

export default class RemoteList extends BaseCommand<typeof RemoteList> {
  static override summary = 'List the remotes of this lake';
  static override examples = [
    { description: 'Their names, and where they are', command: 'dlake remote list' },
  ];

  async run(): Promise<void> {
    await this.output.list(
      readRemotes(this.root),
      (remote) => remote,
      (remote) => safe`${remote.name}  ${addressOf(remote)}`,
    );
  }
}
