import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.ts';
import { committedLines } from '../cli/committed-lines.ts';
import { jsonMap, keyValues } from '../cli/key-values.ts';
import { day } from '../cli/moment.ts';
import { DlakeError } from '../errors.ts';
import { committedJson } from '../format/committed-json.ts';
import { annotate } from '../lake/annotate.ts';
import { refArgument } from '../lake/ref-argument.ts';
import { refText } from '../records/ref.ts';
import { noteStandings } from '../sync/note-standings.ts';
import { announceMove, moveBase } from '../worktree/move-base.ts';

export default class Annotate extends BaseCommand<typeof Annotate> {
  static override summary = 'Say more about a dataset: a new version with the same files';
  static override examples = [
    {
      description: 'Add metadata',
      command: 'dlake annotate raw/geo/GSE2034 --meta tissue=breast --meta platform=GPL96',
    },
    {
      description: 'Name it and add a keyword',
      command: 'dlake annotate raw/geo/GSE2034 --name "Wang 2005" --keyword relapse',
    },
  ];
  static override args = { ref: Args.string({ description: 'The ref', required: true }) };
  static override flags = {
    meta: Flags.string({ summary: 'Metadata', helpValue: 'K=V', multiple: true, multipleNonGreedy: true }),
    'meta-json': Flags.string({ summary: 'Metadata with structure, as a JSON object', helpValue: 'JSON' }),
    name: Flags.string({ summary: 'What people call the dataset' }),
    keyword: Flags.string({
      summary: 'A free word, beside those that are there',
      multiple: true,
      multipleNonGreedy: true,
    }),
    date: Flags.string({ summary: 'The day that the data is of', helpValue: 'ISO' }),
    message: Flags.string({ char: 'm', summary: 'Why', default: 'Annotate' }),
    author: Flags.string({ summary: 'Who commits', helpValue: '"NAME <EMAIL>"' }),
  };

  async run(): Promise<void> {
    const { flags } = this;
    const said = [flags.meta, flags['meta-json'], flags.name, flags.keyword, flags.date];
    if (said.every((one) => one === undefined))
      throw new DlakeError('usage-invalid', {
        reason: 'Say something of it: --meta K=V, --name, --keyword or --date.',
        see: 'dlake annotate --help',
      });
    const lake = await this.openLake();
    const author = await this.author(flags.author);
    const ref = await refArgument(lake, this.args.ref);
    const made = await annotate(lake, ref, {
      author,
      message: flags.message,
      metadata: {
        ...keyValues('meta', flags.meta ?? []),
        ...jsonMap('meta-json', flags['meta-json']),
        ...(flags.date === undefined ? {} : { date: day('date', flags.date) }),
      },
      ...(flags.name === undefined ? {} : { name: flags.name }),
      keywords: flags.keyword ?? [],
      announce: (next) => announceMove(lake, ref, next),
    });
    if (!made.unchanged) await moveBase(lake, ref, made.commit.parents?.[0], made.id);
    await noteStandings(lake, [refText(ref)]);
    this.output.result(committedJson(made), () => committedLines(this.output, made, 'says this already'));
  }
}
