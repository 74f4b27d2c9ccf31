import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.ts';
import { safe } from '../format/safe-text.ts';
import { shortId } from '../format/short-id.ts';
import { lastMovedRef } from '../lake/last-moved-ref.ts';
import { refArgument } from '../lake/ref-argument.ts';
import { undo } from '../lake/undo.ts';
import { type CommitId, cidText } from '../records/ids.ts';
import { noteStandings } from '../sync/note-standings.ts';
import { announceMove, moveBase } from '../worktree/move-base.ts';

export default class Undo extends BaseCommand<typeof Undo> {
  static override summary = 'Take back the last move of a ref';
  static override description =
    'The ref goes back to where it stood; the files in the worktree stay as they are. What somebody else did is taken back only when its ref is named. Refused once a remote has the version, a tag names it, or something was derived from it: then revert. Nothing is erased: the log keeps both.';
  static override examples = [
    { description: 'The last commit of a dataset', command: 'dlake undo raw/geo/GSE2034' },
    { description: 'My last commit in this lake', command: 'dlake undo' },
  ];
  static override args = {
    ref: Args.string({ description: 'The ref; without it, the one that you moved last' }),
  };
  static override flags = { message: Flags.string({ char: 'm', summary: 'Why' }) };

  async run(): Promise<void> {
    const lake = await this.openLake();
    const actor = await this.author();
    const ref =
      this.args.ref === undefined ? await lastMovedRef(lake, actor) : await refArgument(lake, this.args.ref);
    const { from, to, ...undone } = await undo(lake, ref, {
      actor,
      reason: this.flags.message,
      announce: (next) => announceMove(lake, ref, next),
    });
    await moveBase(lake, ref, from, to);
    await noteStandings(lake, [undone.ref]);
    const shown = (id: CommitId | undefined) => (id === undefined ? 'nothing' : shortId(id));
    this.output.result(
      {
        ...undone,
        from: from === undefined ? null : cidText(from),
        to: to === undefined ? null : cidText(to),
      },
      () => [safe`${undone.ref} is back from ${shown(from)} to ${shown(to)}`],
    );
  }
}
