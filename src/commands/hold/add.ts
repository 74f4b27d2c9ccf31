import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../../cli/base-command.ts';
import { holdJson, holdWords } from '../../cli/hold-words.ts';
import { remoteFlag } from '../../cli/remote-flag.ts';
import { addHold } from '../../lake/holds.ts';
import { refArgument } from '../../lake/ref-argument.ts';

export default class HoldAdd extends BaseCommand<typeof HoldAdd> {
  static override summary = 'Keep all that a ref names from being freed: a legal hold';
  static override description =
    'Nothing that any version of the ref names is collected or withdrawn until every hold on it is removed. Holds travel with push, fetch and clone.';
  static override examples = [
    {
      description: 'For an inspection',
      command: 'dlake hold add raw/lab/trial-3 -m "Inspection 2026-114"',
    },
  ];
  static override args = { ref: Args.string({ description: 'The ref', required: true }) };
  static override flags = {
    message: Flags.string({ char: 'm', summary: 'Why', required: true }),
    remote: remoteFlag,
    author: Flags.string({ summary: 'Who holds it', helpValue: '"NAME <EMAIL>"' }),
  };

  async run(): Promise<void> {
    const actor = await this.author(this.flags.author);
    const lake = await this.openLakeAt(this.flags.remote);
    const ref = await refArgument(lake, this.args.ref);
    const hold = await addHold(lake, ref, { actor, reason: this.flags.message });
    this.output.result(holdJson(ref, hold), () => holdWords(ref, hold));
  }
}
