import { resolve } from 'node:path';
import * as Args from '@oclif/core/args';
import { BaseCommand } from '../../cli/base-command.ts';
import { safe } from '../../format/safe-text.ts';
import { moveRemote } from '../../sync/edit-remotes.ts';

export default class RemoteSetUrl extends BaseCommand<typeof RemoteSetUrl> {
  static override summary = 'Say where a remote is now';
  static override examples = [
    { description: 'The NAS has another name', command: 'dlake remote set-url lab /mnt/nas2/lake' },
  ];
  static override args = {
    name: Args.string({ description: 'The remote', required: true }),
    folder: Args.string({ description: 'Where it is', required: true }),
  };

  async run(): Promise<void> {
    const remote = { name: this.args.name, folder: resolve(this.args.folder) };
    moveRemote(this.root, remote);
    this.output.result(remote, () => safe`${remote.name} is ${remote.folder}`);
  }
}
