import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.ts';
import { EXIT } from '../cli/exit-codes.ts';
import { gotJson, gotLines } from '../cli/got-lines.ts';
import { jobsFlag } from '../cli/jobs-flag.ts';
import { safe } from '../format/safe-text.ts';
import { resolveAll } from '../lake/resolve-revision.ts';
import { type GotVersion, getFiles } from '../sync/get-files.ts';
import { pathOrGlob } from '../worktree/path-or-glob.ts';

export default class Get extends BaseCommand<typeof Get> {
  static override summary = 'Bring the bytes of versions into this lake, from whatever remote has them';
  static override description =
    'No file of the worktree is written: that is `dlake checkout`, which gets what it needs by itself. After an interruption the same command goes on where it was. Exit code 3 when some files are at no remote that could be asked, 7 when a remote that may have them could not be reached.';
  static override examples = [
    { description: 'All files of the newest version', command: 'dlake get raw/geo/GSE2034' },
    { description: 'A part of an old one', command: 'dlake get "raw/lab/run42@v1:lane1/*.fastq.gz"' },
    { description: 'What would come, and from where', command: 'dlake get --dry-run paper-2026' },
  ];
  static override strict = false;
  static override args = {
    rev: Args.string({ description: 'Versions, each with :GLOB for a part of it', required: true }),
  };
  static override flags = {
    from: Flags.string({ summary: 'Ask this remote alone', helpValue: 'REMOTE' }),
    'dry-run': Flags.boolean({ char: 'n', summary: 'Say what would come, bring nothing' }),
    jobs: jobsFlag,
  };

  async run(): Promise<void> {
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
}
