import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.ts';
import { commitParameters } from '../cli/commit-parameters.ts';
import { committedLines } from '../cli/committed-lines.ts';
import { keyValues } from '../cli/key-values.ts';
import { retractionWords } from '../cli/retraction-words.ts';
import { runHost } from '../cli/run-host.ts';
import { committedJson } from '../format/committed-json.ts';
import { safe } from '../format/safe-text.ts';
import { readCommit } from '../lake/read-commit.ts';
import { retractionsOf } from '../lake/retractions.ts';
import type { CommitId } from '../records/ids.ts';
import { parseRef } from '../records/parse-ref.ts';
import { refText } from '../records/ref.ts';
import { runCommand } from '../runs/run-command.ts';
import { noteStandings } from '../sync/note-standings.ts';

export default class Run extends BaseCommand<typeof Run> {
  static override summary = 'Run a command, and commit what it made with what it was made from';
  static override description =
    'The version says what a reader needs to repeat it: inputs, command line, parameters, host, times, the commit of the code if it is in git, containers and lock files. A command that fails commits nothing and keeps its log. What it writes below the layer folders besides its outputs is named.';
  static override examples = [
    {
      description: 'A pipeline',
      command:
        'dlake run --in raw/geo/GSE2034 --out processed/geo/GSE2034.mean --param method=mean -- python mean.py',
    },
    {
      description: 'Several inputs and outputs, and a variable that matters',
      command:
        'dlake run --in geo/GSE2034@v2 --in refseq/GRCh38 --out processed/lab/counts --out processed/lab/qc --env OMP_NUM_THREADS -- make all',
    },
  ];
  static override strict = false;
  static override args = { command: Args.string({ description: 'The command, after two dashes' }) };
  static override flags = {
    in: Flags.string({
      summary: 'What is read: a ref as it is checked out, or a version',
      helpValue: 'REV',
      multiple: true,
      multipleNonGreedy: true,
    }),
    out: Flags.string({
      summary: 'What is written: the folder of this ref becomes its next version',
      helpValue: 'REF',
      multiple: true,
      multipleNonGreedy: true,
      required: true,
    }),
    param: Flags.string({
      summary: 'A parameter of what is run',
      helpValue: 'K=V',
      multiple: true,
      multipleNonGreedy: true,
    }),
    'param-json': Flags.string({ summary: 'Parameters with structure, as a JSON object', helpValue: 'JSON' }),
    env: Flags.string({
      summary: 'An environment variable whose value is recorded',
      helpValue: 'NAME',
      multiple: true,
      multipleNonGreedy: true,
    }),
    message: Flags.string({ char: 'm', summary: 'Why; by default the command line' }),
    meta: Flags.string({
      summary: 'Metadata of what is made',
      helpValue: 'K=V',
      multiple: true,
      multipleNonGreedy: true,
    }),
    author: Flags.string({ summary: 'Who commits', helpValue: '"NAME <EMAIL>"' }),
  };

  async run(): Promise<void> {
    const { flags, words: command } = this;
    const author = await this.author(flags.author);
    const lake = await this.openLake();
    const outputs = flags.out.map(parseRef);
    // What the command says is no result: it goes beside it.
    const onOutput =
      this.output.quiet || this.output.json
        ? undefined
        : (chunk: Uint8Array) => void process.stderr.write(chunk);
    const host = runHost(process.env, process.cwd(), this.config.version, onOutput);
    const options = {
      command,
      inputs: flags.in ?? [],
      outputs,
      parameters: commitParameters(flags).parameters ?? {},
      env: flags.env ?? [],
      author,
      message: flags.message ?? command.join(' '),
      metadata: keyValues('meta', flags.meta ?? []),
      linkMode: this.settings.linkMode ?? 'copy',
      signal: this.signal,
      onInputs: async (ids: readonly CommitId[]) => {
        for (const id of ids) {
          const version = await readCommit(lake, id);
          this.output.warnOfEach(await retractionsOf(lake, version), (one) => retractionWords(version, one));
        }
      },
    };
    const { commits, exitCode, seconds, outside } = await runCommand(lake, options, host);
    await noteStandings(lake, outputs.map(refText));
    this.output.warnOfEach(
      outside,
      (path) => safe`${path} was written while the command ran, and is in none of its outputs.`,
    );
    this.output.result({ commits: commits.map(committedJson), exitCode, seconds, outside }, () =>
      commits.flatMap((one) => committedLines(this.output, one, 'has what was made already')),
    );
  }
}
