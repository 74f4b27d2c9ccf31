import * as Args from '@oclif/core/args';
import { BaseCommand } from '../cli/base-command.ts';
import { EXIT } from '../cli/exit-codes.ts';
import { lakeHost } from '../cli/open-lake.ts';
import { samplePercent } from '../cli/sample-percent.ts';
import { VERIFY_FLAGS } from '../cli/verify-flags.ts';
import { verifyPins } from '../cli/verify-pins.ts';
import { writeReport } from '../cli/write-report.ts';
import { count } from '../format/count.ts';
import { findingJson, verifyReportJson } from '../format/verify-json.ts';
import { formatVerifyReport } from '../format/verify-report.ts';
import type { Lake } from '../lake/lake.ts';
import { verify } from '../lake/verify.ts';
import type { VerifyReport } from '../lake/verify-report.ts';
import { wholeVersions } from '../lake/whole-version.ts';
import { type Repaired, repair } from '../sync/repair.ts';
import { verifyWorktree } from '../worktree/verify-worktree.ts';

export default class Verify extends BaseCommand<typeof Verify> {
  static override summary = 'Re-hash bytes and compare them with their ids';
  static override description =
    'Without a revision, everything that any version names. Reads every byte: nothing is taken from a cache. Exit code 4 when something is damaged or missing; the report names dataset, version and path. With --repair the lake here and a remote mend one another: what is wrong here is brought from there, and with --remote the other way round.';
  static override examples = [
    { description: 'The whole lake', command: 'dlake verify' },
    {
      description: 'What a paper is based on, for CI',
      command: 'dlake verify paper-2026 --format junit > dlake.xml',
    },
    { description: 'The files in the worktree', command: 'dlake verify --worktree raw/geo/GSE2034' },
    { description: 'A twentieth of it every night', command: 'dlake verify --sample 5%' },
    {
      description: "The lab's copies, by the server's checksums",
      command: 'dlake verify --remote lab --level checksum',
    },
    {
      description: 'What `dlake get --locked` brought, with no lake and no network',
      command: 'dlake verify --locked data --junit dlake.xml',
    },
    {
      description: 'Whether colleagues signed what the lab has',
      command: 'dlake verify --signatures --allowed allowed_signers --remote lab',
    },
    { description: 'Get from the lab what is damaged here', command: 'dlake verify --repair --from lab' },
  ];
  static override strict = false;
  static override args = {
    rev: Args.string({ description: 'The versions to verify; with --locked the folder with the files' }),
  };
  static override flags = VERIFY_FLAGS;

  async run(): Promise<void> {
    const { remote, locked } = this.flags;
    if (locked) return this.#present(await this.#locked(), undefined);
    const lake = await this.openLakeAt(remote);
    if (this.flags.allowed !== undefined) return this.#signatures(lake, this.flags.allowed);
    const report = await this.#verify(lake);
    this.progress.end();
    this.#present(report, this.flags.repair && !report.ok ? await this.#repair(lake, report) : undefined);
  }

  #present(report: VerifyReport, repaired: Repaired | undefined): void {
    const { format, junit } = this.flags;
    if (junit !== undefined) writeReport(junit, formatVerifyReport(report, 'junit'));
    this.output.result(
      {
        ...verifyReportJson(report),
        ...(repaired && { repaired: repaired.mended.map(findingJson) }),
      },
      () => formatVerifyReport(report, format),
    );
    if (repaired !== undefined)
      this.output.note(
        `${count(repaired.mended.length, 'file')} mended, ${count(repaired.left.length, 'file')} that the other lake does not have.`,
      );
    const mended = repaired !== undefined && repaired.left.length + report.broken.length === 0;
    if (!report.ok && !mended) this.exitWith(EXIT.damage);
  }

  async #signatures(lake: Lake, allowed: string): Promise<void> {
    const { verifySignatures } = await import('../cli/verify-signatures.ts');
    if (!(await verifySignatures(lake, this.words, allowed, this.output))) this.exitWith(EXIT.damage);
  }

  #locked(): Promise<VerifyReport> {
    const { file, only } = this.flags;
    const host = lakeHost(process.env, this.settings);
    const { words, signal, progress } = this;
    return verifyPins({ words, file, only, host, signal, progress });
  }

  async #verify(lake: Lake): Promise<VerifyReport> {
    const { sample, seed, level, worktree } = this.flags;
    const options = {
      ...(sample === undefined
        ? {}
        : { sample: { percent: samplePercent(sample), seed: seed ?? lake.now().toISOString() } }),
      level,
      signal: this.signal,
      onProgress: (done: { readonly objects: number; readonly bytes: number }) =>
        this.progress.update({ what: 'Verifying', ...done }),
    };
    if (worktree) return verifyWorktree(await this.openLake(), this.words, options);
    const versions = this.words.length === 0 ? {} : { versions: await wholeVersions(lake, this.words) };
    return verify(lake, { ...options, ...versions });
  }

  async #repair(lake: Lake, report: VerifyReport): Promise<Repaired> {
    const { remote, from } = this.flags;
    const { remoteNamed } = await import('../sync/remotes-file.ts');
    const source =
      remote === undefined
        ? (await this.openRemote(remoteNamed(this.root, from))).lake
        : await this.openLake();
    return repair(lake, source, report, () => this.#verify(lake), { signal: this.signal });
  }
}
