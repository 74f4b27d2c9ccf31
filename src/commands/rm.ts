import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.ts';
import { safe } from '../format/safe-text.ts';
import { refArgument } from '../lake/ref-argument.ts';
import { removeRef } from '../lake/remove-ref.ts';
import { cidText } from '../records/ids.ts';
import { noteStandings } from '../sync/note-standings.ts';

export default class Rm extends BaseCommand<typeof Rm> {
  static override summary = 'End a ref, with a reason';
  static override description =
    'Its versions, their bytes and the folder in the worktree stay; `dlake log` still shows it and `dlake undo` takes it back. Not in raw.';
  static override examples = [
    {
      description: 'What was superseded',
      command: 'dlake rm processed/geo/GSE2034.tophat -m "Superseded by GSE2034.salmon"',
    },
  ];
  static override args = { ref: Args.string({ description: 'The ref', required: true }) };
  static override flags = { message: Flags.string({ char: 'm', summary: 'Why', required: true }) };

  async run(): Promise<void> {
    const lake = await this.openLake();
    const actor = await this.author();
    const ref = await refArgument(lake, this.args.ref);
    const removed = await removeRef(lake, ref, actor, this.flags.message);
    await noteStandings(lake, [removed.ref]);
    this.output.result({ ref: removed.ref, from: cidText(removed.from), reason: this.flags.message }, () => [
      safe`${removed.ref} has ended`,
    ]);
  }
}
