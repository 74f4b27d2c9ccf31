import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.ts';
import { impactJson, impactLines } from '../cli/impact-lines.ts';
import { remoteFlag } from '../cli/remote-flag.ts';
import { retractionJson, retractionWords } from '../cli/retraction-words.ts';
import { revisionArg } from '../cli/revision-arg.ts';
import { impact } from '../lake/impact.ts';
import { resolveRevision } from '../lake/resolve-revision.ts';
import { retract } from '../lake/retract.ts';

export default class Retract extends BaseCommand<typeof Retract> {
  static override summary = 'Say that a version, or one of its files, is not to be used any more';
  static override description =
    'Nothing is erased: checkout and run warn of it, promote refuses it, and log, show, status and lineage mark it, here and wherever it travels with push, fetch and clone. What was derived from it is listed.';
  static override examples = [
    {
      description: 'A version whose samples were swapped',
      command: 'dlake retract raw/geo/GSE2034@v1 -m "GSM1 and GSM2 were swapped"',
    },
    {
      description: 'One file of it',
      command: 'dlake retract raw/upload/plate-7@v2:B12.csv -m "Well B12 was empty"',
    },
  ];
  static override args = { rev: revisionArg };
  static override flags = {
    message: Flags.string({ char: 'm', summary: 'Why', required: true }),
    remote: remoteFlag,
    author: Flags.string({ summary: 'Who retracts', helpValue: '"NAME <EMAIL>"' }),
  };

  async run(): Promise<void> {
    const { message: reason, remote } = this.flags;
    const actor = await this.author(this.flags.author);
    const lake = await this.openLakeAt(remote);
    const { path, ...version } = await resolveRevision(lake, this.args.rev);
    const made = await retract(lake, version, path, { actor, reason });
    const used = await impact(lake, version, path);
    this.output.result({ ...retractionJson(made), impact: used.map(impactJson) }, () => [
      retractionWords(version, made),
      ...impactLines(this.output, version, path, used),
    ]);
  }
}
