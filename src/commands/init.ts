import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.ts';
import { lakeHost } from '../cli/open-lake.ts';
import { DlakeError } from '../errors.ts';
import { safe } from '../format/safe-text.ts';
import { initLake } from '../lake/init-lake.ts';

export default class Init extends BaseCommand<typeof Init> {
  static override summary = 'Make a folder a lake';
  static override description =
    'Nothing else is needed: no server, no account. Datasets go into LAYER/SOURCE/ID below it, as raw/geo/GSE2034. With --store the bytes are kept in another folder, which several lakes can share.';
  static override examples = [
    { description: 'In the current folder', command: 'dlake init' },
    {
      description: 'With the bytes on a larger disk',
      command: 'dlake init my-lake --store /data/lake-store',
    },
    { description: 'For a whole group of users', command: 'dlake init /project/lake --shared group' },
  ];
  static override args = {
    dir: Args.string({ description: 'The folder; made if it is not there', default: '.' }),
  };
  static override flags = {
    shared: Flags.option({
      summary: "Let all users of the folder's group work in it",
      options: ['group'] as const,
    })(),
    store: Flags.string({ summary: 'Keep the bytes in this folder', helpValue: 'DIR' }),
  };

  async run(): Promise<void> {
    const { dir } = this.args;
    const { store, shared } = this.flags;
    if (this.flags.lake !== undefined)
      throw new DlakeError('usage-invalid', {
        reason: 'Name the folder of the new lake alone, without --lake.',
        see: 'dlake init --help',
      });
    // What a script leaves empty by mistake is not the current folder.
    if (dir === '' || store === '')
      throw new DlakeError('usage-invalid', {
        reason: 'The name of a folder is empty.',
        see: 'dlake init --help',
      });
    // A lake can be made before dlake knows who its user is.
    const actor = await this.author().catch(() => 'dlake init');
    if (shared !== undefined) process.umask(process.umask() & 0o707);
    const made = await initLake(dir, lakeHost(process.env, this.settings), {
      ...(store === undefined ? {} : { store }),
      ...(shared === undefined ? {} : { shared }),
      actor,
    });
    const { openToGroup, ...facts } = made;
    this.output.result(facts, () => [
      safe`${made.joined ? 'Joined the store of a lake; made a lake in' : 'Made a lake in'} ${made.root}`,
    ]);
    if (openToGroup === false)
      this.output.warn(
        safe`The group of ${made.root} may not make folders for datasets in it; its owner lets them by: chmod g+rwxs ${made.root}`,
      );
    this.output.note(
      'Put files into LAYER/SOURCE/ID, as raw/geo/GSE2034, then: dlake commit raw/geo/GSE2034 -m "Why"',
    );
  }
}
