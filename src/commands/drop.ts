import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.ts';
import { droppedJson, droppedLines } from '../cli/dropped-lines.ts';
import { jobsFlag } from '../cli/jobs-flag.ts';
import { resolveAll } from '../lake/resolve-revision.ts';
import { type DroppedFiles, dropFiles } from '../sync/drop-files.ts';
import { pathOrGlob } from '../worktree/path-or-glob.ts';

export default class Drop extends BaseCommand<typeof Drop> {
  static override summary = 'Free the local bytes of versions that a remote is proved to hold';
  static override description =
    'The remote is asked now: a server must say the right SHA-256 of each file, in plain sight, and a folder is read. What is not proved is refused by name, and then nothing is freed. Versions, paths and the worktree stay; `dlake get`, `checkout` and `cat` bring bytes again. What a version needs that is at no remote stays, and so does what the newest version of another dataset shares.';
  static override examples = [
    { description: 'A run that is in the lab', command: 'dlake drop raw/lab/run42' },
    { description: 'Only the reads of an old version', command: 'dlake drop "raw/lab/run42@v1:*.fastq.gz"' },
    { description: 'What would be freed', command: 'dlake drop --dry-run raw/lab/run42' },
    { description: 'Read back and hash every byte first', command: 'dlake drop --proof full raw/lab/run42' },
  ];
  static override strict = false;
  static override args = {
    rev: Args.string({ description: 'Versions, each with :GLOB for a part of it', required: true }),
  };
  static override flags = {
    remote: Flags.string({ summary: 'Ask this remote alone', helpValue: 'NAME' }),
    proof: Flags.option({
      summary: "How closely to look: at the server's checksums, or at every byte",
      options: ['checksum', 'full'] as const,
      default: 'checksum' as const,
    })(),
    'dry-run': Flags.boolean({ char: 'n', summary: 'Ask the remotes, free nothing' }),
    shared: Flags.boolean({ summary: 'Free what the newest versions of other datasets share, too' }),
    'force-last-copy': Flags.boolean({
      summary: 'Free what no remote is proved to hold, too; each is named, and is lost',
    }),
    jobs: jobsFlag,
  };

  async run(): Promise<void> {
    const { remote, proof, 'dry-run': dryRun, shared, 'force-last-copy': forceLastCopy } = this.flags;
    const lake = await this.openLake();
    const actor = await this.author();
    const sources = await this.sources(remote);
    const versions = (await Promise.all(this.words.map((text) => resolveAll(lake, text)))).flat();
    const dropped: DroppedFiles[] = [];
    for (const version of versions) {
      const isMeant = pathOrGlob(version.path);
      const { signal } = this;
      const how = { isMeant, proof, dryRun, shared, forceLastCopy, actor, signal };
      dropped.push(await dropFiles(lake, sources, version, how));
    }
    this.output.result({ dryRun, versions: dropped.map(droppedJson) }, () =>
      dropped.flatMap((one) => droppedLines(one, dryRun)),
    );
  }
}
