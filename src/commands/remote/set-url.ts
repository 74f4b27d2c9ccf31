import * as Args from '@oclif/core/args';
import { BaseCommand } from '../../cli/base-command.ts';
import { typedAddress } from '../../cli/typed-address.ts';
import { safe } from '../../format/safe-text.ts';
import { moveRemote } from '../../sync/edit-remotes.ts';
import { addressOf } from '../../sync/remote.ts';

export default class RemoteSetUrl extends BaseCommand<typeof RemoteSetUrl> {
  static override summary = 'Say where a remote is now';
  static override examples = [
    { description: 'The NAS has another name', command: 'dlake remote set-url lab /mnt/nas2/lake' },
    {
      description: 'The server has',
      command: 'dlake remote set-url lab postgres://ada@lake2.lab/lake',
    },
  ];
  static override args = {
    name: Args.string({ description: 'The remote', required: true }),
    address: Args.string({ description: 'Its folder, or postgres://... of its catalog', required: true }),
    store: Args.string({ description: 's3://... of its store' }),
  };

  async run(): Promise<void> {
    const { kept } = typedAddress(this.output, [this.args.address, this.args.store]);
    const remote = { name: this.args.name, ...kept };
    moveRemote(this.root, remote);
    this.output.result(remote, () => safe`${remote.name} is ${addressOf(remote)}`);
  }
}
