import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.ts';
import { moment } from '../cli/moment.ts';
import { remoteFlag } from '../cli/remote-flag.ts';
import { optionalRevisionArg } from '../cli/revision-arg.ts';
import { versionGraph } from '../cli/version-graph.ts';
import { versionLine, versionLines } from '../cli/version-lines.ts';
import { commitJson } from '../format/commit-json.ts';
import { log } from '../lake/log.ts';
import { logStarts } from '../lake/log-starts.ts';
import type { CommitWithId } from '../lake/read-commit.ts';
import { allRetractions } from '../lake/retractions.ts';

export default class Log extends BaseCommand<typeof Log> {
  static override summary = 'Show versions, newest first';
  static override description =
    'Without a revision: of every dataset in every layer. REV:PATH shows the versions that changed a file or a folder.';
  static override examples = [
    { description: 'The history of one dataset', command: 'dlake log raw/geo/GSE2034' },
    {
      description: 'What changed one file',
      command: 'dlake log raw/geo/GSE2034:GSE2034_family.soft.gz --oneline',
    },
    {
      description: 'What came this year, by one author',
      command: 'dlake log --since 2026-01-01 --author ada',
    },
  ];
  static override args = { rev: optionalRevisionArg };
  static override flags = {
    remote: remoteFlag,
    oneline: Flags.boolean({ summary: 'One line for each version' }),
    graph: Flags.boolean({ summary: 'Draw how versions follow one another' }),
    since: Flags.string({ summary: 'Committed then or later', helpValue: 'ISO' }),
    until: Flags.string({ summary: 'Committed then or earlier', helpValue: 'ISO' }),
    author: Flags.string({ summary: 'A part of the name or address of who committed' }),
    number: Flags.integer({ char: 'n', summary: 'At most so many versions', min: 0 }),
  };

  async run(): Promise<void> {
    const { since, until, author, number, graph, oneline } = this.flags;
    const lake = await this.openLakeAt(this.flags.remote);
    const versions = log(lake, {
      ...(this.args.rev === undefined ? {} : await logStarts(lake, this.args.rev)),
      since: since === undefined ? undefined : moment('since', since, 'first'),
      until: until === undefined ? undefined : moment('until', until, 'last'),
      author,
      limit: number,
    });
    const gone = await allRetractions(lake);
    const lines = (version: CommitWithId) => {
      const mark = gone.has(version.id) ? this.output.paint('red', 'retracted') : undefined;
      return oneline ? [versionLine(this.output, version, mark)] : versionLines(this.output, version, mark);
    };
    const drawn = graph ? versionGraph(lines) : lines;
    const shown = await this.output.list(
      versions,
      ({ id, commit }) => ({ ...commitJson(id, commit), ...(gone.has(id) && { retracted: true }) }),
      (version) => drawn(version).join('\n'),
    );
    if (shown === 0) this.output.note('No versions.');
  }
}
