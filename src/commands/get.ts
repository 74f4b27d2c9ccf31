import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.ts';
import { EXIT } from '../cli/exit-codes.ts';
import { getPins } from '../cli/get-pins.ts';
import { gotJson, gotLines } from '../cli/got-lines.ts';
import { jobsFlag } from '../cli/jobs-flag.ts';
import { lockFlag } from '../cli/lock-flag.ts';
import { lakeHost } from '../cli/open-lake.ts';
import { DlakeError } from '../errors.ts';
import { safe } from '../format/safe-text.ts';
import { resolveAll } from '../lake/resolve-revision.ts';
import { type GotVersion, getFiles } from '../sync/get-files.ts';
import { pathOrGlob } from '../worktree/path-or-glob.ts';

export default class Get extends BaseCommand<typeof Get> {
  static override summary = 'Bring the bytes of versions into this lake, from whatever remote has them';
  static override description =
    'No file of the worktree is written: that is `dlake checkout`, which gets what it needs by itself. With --locked, on a machine that needs no lake, what dlake.lock pins comes straight from where it is served and is written to a folder; what somebody changed there is listed, not overwritten. After an interruption the same command goes on where it was. Exit code 3 when some files are at no remote that could be asked, 7 when a remote that may have them could not be reached.';
  static override examples = [
    { description: 'All files of the newest version', command: 'dlake get raw/geo/GSE2034' },
    { description: 'A part of an old one', command: 'dlake get "raw/lab/run42@v1:lane1/*.fastq.gz"' },
    { description: 'What would come, and from where', command: 'dlake get --dry-run paper-2026' },
    { description: 'What this repository pins, into data/', command: 'dlake get --locked --to data' },
  ];
  static override strict = false;
  static override args = {
    rev: Args.string({
      description: 'Versions, each with :GLOB for a part of it; with --locked only these of the pinned refs',
    }),
  };
  static override flags = {
    from: Flags.string({
      summary: 'Ask this remote alone; with --locked an address too',
      helpValue: 'REMOTE',
    }),
    'dry-run': Flags.boolean({
      char: 'n',
      summary: 'Say what would come, bring nothing',
      exclusive: ['locked'],
    }),
    jobs: jobsFlag,
    locked: Flags.boolean({ summary: 'Bring what dlake.lock pins to a folder, without any lake' }),
    file: { ...lockFlag, dependsOn: ['locked'] },
    to: Flags.string({
      summary: 'The folder; default: that of the lock file',
      helpValue: 'DIR',
      dependsOn: ['locked'],
    }),
    only: Flags.string({
      summary: 'Only paths that fit',
      helpValue: 'GLOB',
      multiple: true,
      multipleNonGreedy: true,
      dependsOn: ['locked'],
    }),
    force: Flags.boolean({ summary: 'Overwrite what somebody changed', dependsOn: ['locked'] }),
    store: Flags.string({
      summary: 'Where the store of a central lake in --from is',
      helpValue: 's3://...',
      dependsOn: ['locked', 'from'],
    }),
  };

  async run(): Promise<void> {
    if (this.flags.locked) return this.#locked();
    if (this.words.length === 0)
      throw new DlakeError('usage-invalid', { reason: 'Missing: REV', see: 'dlake get --help' });
    const { from, 'dry-run': dryRun } = this.flags;
    const lake = await this.openLake();
    const sources = await this.sources(from);
    const versions = (await Promise.all(this.words.map((text) => resolveAll(lake, text)))).flat();
    const got: GotVersion[] = [];
    for (const version of versions) {
      const files = await getFiles(lake, sources, version, {
        isMeant: pathOrGlob(version.path),
        dryRun,
        signal: this.signal,
        ...(this.progress.silent ? {} : { onProgress: this.showTransfer('Receiving') }),
      });
      got.push({ version, ...files });
    }
    this.output.result({ dryRun, versions: got.map(gotJson), silent: sources.silent }, () =>
      got.flatMap((one) => gotLines(one, dryRun)),
    );
    for (const { remote, reason } of sources.silent)
      this.output.warn(safe`The remote ${remote} could not be asked: ${reason}.`);
    if (got.every(({ lost }) => lost.length === 0)) return;
    this.exitWith(sources.silent.length > 0 ? EXIT.unreachable : EXIT.partly);
  }

  async #locked(): Promise<void> {
    const { words, flags, signal, output, progress } = this;
    // What it brings belongs to an analysis, not to a lake that may lie above it.
    this.keepToUser();
    const jobs = flags.jobs === undefined ? {} : { jobs: flags.jobs };
    const host = { ...lakeHost(process.env, this.settings), ...jobs };
    await getPins({ words, flags, root: this.rootIfAny, host, signal, output, progress });
  }
}
