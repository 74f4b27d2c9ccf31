import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.ts';
import { versionName } from '../cli/version-lines.ts';
import { safe } from '../format/safe-text.ts';
import { shortId } from '../format/short-id.ts';
import { refArgument } from '../lake/ref-argument.ts';
import { resetRef } from '../lake/reset-ref.ts';
import { wholeVersion } from '../lake/whole-version.ts';
import { cidText } from '../records/ids.ts';
import { refText } from '../records/ref.ts';
import { noteStandings } from '../sync/note-standings.ts';
import { announceMove, moveBase } from '../worktree/move-base.ts';

export default class Reset extends BaseCommand<typeof Reset> {
  static override summary = 'Let a ref of this lake name another of its versions';
  static override description =
    'For a ref whose newest version a remote refused. The files in the worktree stay as they are; the log keeps where the ref stood.';
  static override examples = [
    {
      description: 'Back to what the lab has',
      command: 'dlake reset curated/geo/GSE2034 --to lab:curated/geo/GSE2034',
    },
  ];
  static override args = { ref: Args.string({ description: 'The ref', required: true }) };
  static override flags = {
    to: Flags.string({ summary: 'The version', helpValue: 'REVISION', required: true }),
    message: Flags.string({ char: 'm', summary: 'Why' }),
  };

  async run(): Promise<void> {
    const lake = await this.openLake();
    const actor = await this.author();
    const ref = await refArgument(lake, this.args.ref);
    const to = await wholeVersion(lake, this.flags.to);
    const { from } = await resetRef(lake, ref, to, {
      actor,
      reason: this.flags.message ?? 'reset',
      announce: (next) => announceMove(lake, ref, next),
    });
    await moveBase(lake, ref, from, to.id);
    await noteStandings(lake, [refText(ref)]);
    this.output.result(
      { ref: refText(ref), from: from === undefined ? null : cidText(from), to: cidText(to.id) },
      () => safe`${refText(ref)} names ${versionName(to)} (${shortId(to.id)})`,
    );
  }
}
