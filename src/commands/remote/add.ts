import * as Args from '@oclif/core/args';
import { BaseCommand } from '../../cli/base-command.ts';
import { typedAddress } from '../../cli/typed-address.ts';
import { safe } from '../../format/safe-text.ts';
import { addRemote } from '../../sync/edit-remotes.ts';
import { addressOf } from '../../sync/remote.ts';

export default class RemoteAdd extends BaseCommand<typeof RemoteAdd> {
  static override summary = 'Give another lake a name here';
  static override description =
    'A folder may be on another disk or a NAS, and need not be there yet: one that is empty or absent becomes a lake at the first push. A central lake is named by its catalog and its store; without the store, the catalog says where it is.';
  static override examples = [
    { description: "The lab's lake on a NAS", command: 'dlake remote add lab /mnt/nas/lake' },
    {
      description: "The lab's central lake",
      command:
        "dlake remote add lab postgres://ada@lake.lab/lake 's3://lab-{layer}?endpoint=https://minio.lab:9000'",
    },
  ];
  static override args = {
    name: Args.string({ description: 'What it is called here', required: true }),
    address: Args.string({ description: 'Its folder, or postgres://... of its catalog', required: true }),
    store: Args.string({ description: 's3://... of its store' }),
  };

  async run(): Promise<void> {
    const { kept } = typedAddress(this.output, [this.args.address, this.args.store]);
    const remote = { name: this.args.name, ...kept };
    addRemote(this.root, remote);
    this.output.result(remote, () => safe`${remote.name} is ${addressOf(remote)}`);
  }
}
