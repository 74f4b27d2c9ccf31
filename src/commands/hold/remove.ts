import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../../cli/base-command.ts';
import { holdJson } from '../../cli/hold-words.ts';
import { remoteFlag } from '../../cli/remote-flag.ts';
import { DlakeError } from '../../errors.ts';
import { safe } from '../../format/safe-text.ts';
import { removeHold } from '../../lake/holds.ts';
import { refArgument } from '../../lake/ref-argument.ts';
import { hexOf, readIdText } from '../../records/ids.ts';
import { refText } from '../../records/ref.ts';

export default class HoldRemove extends BaseCommand<typeof HoldRemove> {
  static override summary = 'Remove a hold; its record stays';
  static override examples = [
    {
      description: 'The only one',
      command: 'dlake hold remove raw/lab/trial-3 -m "Inspection closed"',
    },
    {
      description: 'One of several, as `dlake hold list` names them',
      command: 'dlake hold remove raw/lab/trial-3 --id 4f2a91c07d -m "Inspection closed"',
    },
  ];
  static override args = { ref: Args.string({ description: 'The ref', required: true }) };
  static override flags = {
    message: Flags.string({ char: 'm', summary: 'Why', required: true }),
    id: Flags.string({ summary: 'Which of several holds', helpValue: 'ID' }),
    remote: remoteFlag,
    author: Flags.string({ summary: 'Who removes it', helpValue: '"NAME <EMAIL>"' }),
  };

  async run(): Promise<void> {
    const { message: reason, id, remote } = this.flags;
    const prefix = id === undefined ? '' : readIdText(id)?.hex;
    if (prefix === undefined)
      throw new DlakeError('usage-invalid', { reason: safe`No id of a hold: ${id ?? ''}` });
    const actor = await this.author(this.flags.author);
    const lake = await this.openLakeAt(remote);
    const ref = await refArgument(lake, this.args.ref);
    const facts = { actor, reason };
    const hold = await removeHold(lake, ref, facts, (one) => hexOf(one).startsWith(prefix));
    this.output.result(
      { ...holdJson(ref, hold), removed: true },
      () => safe`The hold on ${refText(ref)} is removed (${hold.reason})`,
    );
  }
}
