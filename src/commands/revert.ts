import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.ts';
import { committedLines } from '../cli/committed-lines.ts';
import { revisionArg } from '../cli/revision-arg.ts';
import { versionName } from '../cli/version-lines.ts';
import { committedJson } from '../format/committed-json.ts';
import { safe } from '../format/safe-text.ts';
import { revert } from '../lake/revert.ts';
import { wholeVersion } from '../lake/whole-version.ts';
import { refOfDataset } from '../records/parse-ref.ts';
import { refText } from '../records/ref.ts';
import { noteStandings } from '../sync/note-standings.ts';
import { announceCarry, moveBase } from '../worktree/move-base.ts';

export default class Revert extends BaseCommand<typeof Revert> {
  static override summary = 'Make an earlier version the newest one again';
  static override description =
    'A new version with the files of an earlier one, and with what that one said of their origin. The history stays. The folder in the worktree stays as it is: check the ref out to have the files.';
  static override examples = [
    {
      description: 'Back to the first version',
      command: 'dlake revert raw/geo/GSE2034@v1 -m "v2 was cut off"',
    },
  ];
  static override args = { rev: revisionArg };
  static override flags = {
    message: Flags.string({ char: 'm', summary: 'Why' }),
    'allow-delete': Flags.boolean({ summary: 'Let the new version lack files of the one before' }),
    author: Flags.string({ summary: 'Who commits', helpValue: '"NAME <EMAIL>"' }),
  };

  async run(): Promise<void> {
    const lake = await this.openLake();
    const author = await this.author(this.flags.author);
    const source = await wholeVersion(lake, this.args.rev);
    const ref = refOfDataset(source.commit.layer, source.commit.dataset);
    const message = this.flags.message ?? `Revert to ${versionName(source)}`;
    const made = await revert(
      lake,
      ref,
      source,
      { author, message, metadata: {}, announce: (next) => announceCarry(lake, ref, next) },
      { allowDelete: this.flags['allow-delete'] },
    );
    // With the same files as before it, the folder is as near to the new version.
    if (!made.unchanged && made.changes.length === 0)
      await moveBase(lake, ref, made.commit.parents?.[0], made.id);
    await noteStandings(lake, [refText(ref)]);
    this.output.result(committedJson(made), () => committedLines(this.output, made));
    if (made.changes.length > 0)
      this.output.note(safe`The folder stays as it is; to have the files: dlake checkout ${refText(ref)}`);
  }
}
