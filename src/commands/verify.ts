import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.ts';
import { EXIT } from '../cli/exit-codes.ts';
import { samplePercent } from '../cli/sample-percent.ts';
import { verifyReportJson } from '../format/verify-json.ts';
import { formatVerifyReport, VERIFY_FORMATS } from '../format/verify-report.ts';
import { verify } from '../lake/verify.ts';
import { wholeVersions } from '../lake/whole-version.ts';
import { verifyWorktree } from '../worktree/verify-worktree.ts';

export default class Verify extends BaseCommand<typeof Verify> {
  static override summary = 'Re-hash bytes and compare them with their ids';
  static override description =
    'Without a revision, everything that any version names. Reads every byte: nothing is taken from a cache. Exit code 4 when something is damaged or missing; the report names dataset, version and path.';
  static override examples = [
    { description: 'The whole lake', command: 'dlake verify' },
    {
      description: 'What a paper is based on, for CI',
      command: 'dlake verify paper-2026 --format junit > dlake.xml',
    },
    { description: 'The files in the worktree', command: 'dlake verify --worktree raw/geo/GSE2034' },
    { description: 'A twentieth of it every night', command: 'dlake verify --sample 5%' },
  ];
  static override strict = false;
  static override args = { rev: Args.string({ description: 'The versions to verify' }) };
  static override flags = {
    worktree: Flags.boolean({
      summary: 'Verify the files in the worktree, against what was checked out or committed',
    }),
    sample: Flags.string({ summary: 'Only a part, drawn by a seed', helpValue: 'PERCENT' }),
    seed: Flags.string({ summary: 'Draw the same sample again', dependsOn: ['sample'] }),
    format: Flags.option({ summary: 'How to report', options: VERIFY_FORMATS, default: 'text' })(),
  };

  async run(): Promise<void> {
    const lake = await this.openLake();
    const { sample, seed, format, worktree } = this.flags;
    const options = {
      ...(sample === undefined
        ? {}
        : { sample: { percent: samplePercent(sample), seed: seed ?? lake.now().toISOString() } }),
      signal: this.signal,
      onProgress: (done: { readonly objects: number; readonly bytes: number }) =>
        this.progress.update({ what: 'Verifying', ...done }),
    };
    const report = worktree
      ? await verifyWorktree(lake, this.words, options)
      : await verify(lake, {
          ...options,
          ...(this.words.length === 0 ? {} : { versions: await wholeVersions(lake, this.words) }),
        });
    this.progress.end();
    this.output.result(verifyReportJson(report), () => formatVerifyReport(report, format));
    if (!report.ok) this.exitWith(EXIT.damage);
  }
}
