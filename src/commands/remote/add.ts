import { resolve } from 'node:path';
import * as Args from '@oclif/core/args';
import { BaseCommand } from '../../cli/base-command.ts';
import { safe } from '../../format/safe-text.ts';
import { addRemote } from '../../sync/edit-remotes.ts';

export default class RemoteAdd extends BaseCommand<typeof RemoteAdd> {
  static override summary = 'Give another lake a name here';
  static override description =
    'The folder may be on another disk or a NAS, and need not be there yet: one that is empty or absent becomes a lake at the first push.';
  static override examples = [
    { description: "The lab's lake on a NAS", command: 'dlake remote add lab /mnt/nas/lake' },
  ];
  static override args = {
    name: Args.string({ description: 'What it is called here', required: true }),
    folder: Args.string({ description: 'Where it is', required: true }),
  };

  async run(): Promise<void> {
    const remote = { name: this.args.name, folder: resolve(this.args.folder) };
    addRemote(this.root, remote);
    this.output.result(remote, () => safe`${remote.name} is ${remote.folder}`);
  }
}
