import { resolve } from 'node:path';
import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../../cli/base-command.ts';
import { committedLines } from '../../cli/committed-lines.ts';
import { keyValues } from '../../cli/key-values.ts';
import { DlakeError } from '../../errors.ts';
import { committedJson } from '../../format/committed-json.ts';
import { safe } from '../../format/safe-text.ts';
import type { CommitId } from '../../records/ids.ts';
import { parseRef } from '../../records/parse-ref.ts';
import { refText } from '../../records/ref.ts';
import { importRun, type OutputOfRun } from '../../runs/nextflow/import-run.ts';
import { noteStandings } from '../../sync/note-standings.ts';
import { resolveInput } from '../../worktree/resolve-input.ts';

export default class ImportNextflow extends BaseCommand<typeof ImportNextflow> {
  static override summary = 'Make versions of what a run of Nextflow published, by its own lineage records';
  static override description =
    'Nextflow writes them with `lineage.enabled = true` for outputs of its `output` block. What was read is found in the lake by path or by bytes; what no version has stops it, or is attested. Every file is hashed, and must be as long and as old as its record says. The version has command line, session, parameters, scripts, processes and containers; not the configuration, where secrets may be.';
  static override examples = [
    {
      description: 'All that the newest run published, as one dataset',
      command: 'dlake import nextflow --lineage .lineage --as processed/geo/GSE2034.salmon',
    },
    {
      description: 'Parts of an earlier run, as two',
      command:
        "dlake import nextflow --lineage .lineage --run big_kare --out processed/lab/counts='counts/**' --out processed/lab/qc='multiqc/**'",
    },
  ];
  static override flags = {
    lineage: Flags.string({
      summary: 'The folder with the records, `.lineage` where Nextflow ran',
      helpValue: 'DIR',
      required: true,
    }),
    run: Flags.string({ summary: 'A run by name, session or lid; by default the newest' }),
    as: Flags.string({ summary: 'All that was published becomes a version of this ref', helpValue: 'REF' }),
    out: Flags.string({
      summary:
        'What fits the glob, below the output folder, becomes a version of this ref, with all its globs',
      helpValue: 'REF=GLOB',
      multiple: true,
      multipleNonGreedy: true,
      exclusive: ['as'],
    }),
    from: Flags.string({
      summary: 'What was read, where several datasets have the same bytes',
      helpValue: 'REV',
      multiple: true,
      multipleNonGreedy: true,
    }),
    attest: Flags.string({ summary: 'Why files count that no version has', helpValue: 'REASON' }),
    message: Flags.string({ char: 'm', summary: 'Why; by default the name of the run' }),
    meta: Flags.string({
      summary: 'Metadata of what was made',
      helpValue: 'K=V',
      multiple: true,
      multipleNonGreedy: true,
    }),
    'allow-delete': Flags.boolean({ summary: 'Let the new version lack files of the one before' }),
    author: Flags.string({ summary: 'Who commits', helpValue: '"NAME <EMAIL>"' }),
  };

  async run(): Promise<void> {
    const { flags } = this;
    const outputs = outputsOf(flags.as, flags.out ?? []);
    const author = await this.author(flags.author);
    const lake = await this.openLake();
    const from: CommitId[] = [];
    for (const text of flags.from ?? [])
      from.push(...(await resolveInput(lake, text, { signal: this.signal })));
    const { run, lineage, commits, left, unknown } = await importRun(lake, {
      lineage: resolve(flags.lineage),
      outputs,
      from,
      author,
      metadata: keyValues('meta', flags.meta ?? []),
      linkMode: this.settings.linkMode ?? 'copy',
      allowDelete: flags['allow-delete'],
      signal: this.signal,
      ...(flags.run !== undefined && { run: flags.run }),
      ...(flags.attest !== undefined && { attest: flags.attest }),
      ...(flags.message !== undefined && { message: flags.message }),
    });
    await noteStandings(
      lake,
      outputs.map(({ ref }) => refText(ref)),
    );
    this.output.warnOfEach(left, (path) => safe`${path} was published too, and is in none of these.`);
    this.output.warnOfEach(
      unknown,
      ({ path, reason }) => safe`${path} was read: ${reason}. The version says so.`,
    );
    this.output.result({ run, lineage, commits: commits.map(committedJson), left, unknown }, () =>
      commits.flatMap((one) => committedLines(this.output, one)),
    );
  }
}

function outputsOf(as: string | undefined, out: readonly string[]): readonly OutputOfRun[] {
  const usage = (reason: string) =>
    new DlakeError('usage-invalid', { reason, see: 'dlake import nextflow --help' });
  if (as !== undefined) return [{ ref: parseRef(as) }];
  if (out.length === 0) throw usage('Say with --as or --out which ref the outputs become');
  return out.map((text) => {
    const [, ref, glob] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
    if (ref === undefined || glob === undefined) throw usage(`--out takes REF=GLOB, not ${text}`);
    return { ref: parseRef(ref), glob };
  });
}
