import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.ts';
import { revisionArg } from '../cli/revision-arg.ts';
import { versionName } from '../cli/version-lines.ts';
import { safe } from '../format/safe-text.ts';
import { approve } from '../lake/approve.ts';
import { wholeVersion } from '../lake/whole-version.ts';
import { cidText } from '../records/ids.ts';

export default class Approve extends BaseCommand<typeof Approve> {
  static override summary = 'Approve that a version enters the next layer';
  static override description =
    'For a layer that takes what two have agreed on (`dlake config curated.approval yes`): whoever promotes is another one. At a lab its database says who approves; a lake on one machine takes names for it only when it is told to (`trustNames`).';
  static override examples = [
    {
      description: "In the lab's lake",
      command: 'dlake approve processed/geo/GSE2034 --remote lab -m "Reviewed"',
    },
  ];
  static override args = { rev: revisionArg };
  static override flags = {
    message: Flags.string({ char: 'm', summary: 'Why' }),
    remote: Flags.string({ summary: 'Approve in the lake of this remote', helpValue: 'NAME' }),
    author: Flags.string({ summary: 'Who approves', helpValue: '"NAME <EMAIL>"' }),
  };

  async run(): Promise<void> {
    const { message, remote, author } = this.flags;
    const actor = await this.author(author);
    const lake = await this.openLakeAt(remote);
    const version = await wholeVersion(lake, this.args.rev);
    const { layer, ...approval } = await approve(lake, version, {
      actor,
      trustNames: this.settings.trustNames === 'yes',
      ...(message === undefined ? {} : { reason: message }),
    });
    this.output.result(
      { commit: cidText(version.id), layer, ...approval },
      () => safe`${versionName(version)} may enter ${layer}, says ${approval.actor}`,
    );
  }
}
