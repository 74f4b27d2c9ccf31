import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.ts';
import { retractionWords } from '../cli/retraction-words.ts';
import { revisionArg } from '../cli/revision-arg.ts';
import { versionName } from '../cli/version-lines.ts';
import { count } from '../format/count.ts';
import { safe } from '../format/safe-text.ts';
import { resolveRevision } from '../lake/resolve-revision.ts';
import { retractionsOf } from '../lake/retractions.ts';
import { cidText } from '../records/ids.ts';
import { refOfDataset } from '../records/parse-ref.ts';
import { checkout } from '../worktree/checkout.ts';
import { literalGlob, pathMatcher } from '../worktree/path-matcher.ts';
import { folderFor, ownFolder } from '../worktree/worktree-folder.ts';

export default class Checkout extends BaseCommand<typeof Checkout> {
  static override summary = 'Write the files of a version to its folder, or to another one';
  static override description =
    'Unsaved work is never overwritten without --force: it is listed, and nothing is touched. Interrupted at any moment, the same command goes on. Files whose bytes are not here come from whatever remote has them.';
  static override examples = [
    { description: 'The newest version, in its place', command: 'dlake checkout processed/geo/GSE2034' },
    {
      description: 'An old one somewhere else',
      command: 'dlake checkout geo/GSE2034@v1 --to /scratch/gse2034-v1',
    },
    {
      description: 'Only the tables',
      command: 'dlake checkout curated/lab/brca-atlas --only "tables/**" --only README.md',
    },
  ];
  static override args = { rev: revisionArg };
  static override flags = {
    to: Flags.string({ summary: 'Write into this folder', helpValue: 'DIR' }),
    only: Flags.string({
      summary: 'Only paths that fit',
      helpValue: 'GLOB',
      multiple: true,
      multipleNonGreedy: true,
    }),
    force: Flags.boolean({ summary: 'Overwrite unsaved work' }),
    'link-mode': Flags.option({
      summary: 'How files get there: by copy, or by hardlink to the store where it can be',
      options: ['copy', 'hardlink'] as const,
    })(),
  };

  async run(): Promise<void> {
    const { to, only, force } = this.flags;
    const lake = await this.openLake();
    const version = await resolveRevision(lake, this.args.rev);
    const ref = refOfDataset(version.commit.layer, version.commit.dataset);
    const folder = to === undefined ? ownFolder(this.root, ref) : folderFor(this.root, ref, to);
    if (!folder.own) this.keepToUser();
    const { linkMode: usual } = this.settings;
    const linkMode = this.flags['link-mode'] ?? (usual === 'reference' ? undefined : usual);
    const patterns = [...(only ?? []), ...(version.path === undefined ? [] : [literalGlob(version.path)])];
    const done = await this.bringing(version, pathMatcher(patterns), () =>
      checkout(lake, version, folder, {
        ...(patterns.length === 0 ? {} : { only: patterns }),
        ...(linkMode === undefined ? {} : { linkMode }),
        force,
        signal: this.signal,
        onProgress: (done) => this.progress.update({ what: 'Writing', subject: this.args.rev, ...done }),
      }),
    );
    this.progress.end();
    this.output.warnOfEach(
      done.folded,
      ([one, other]) => `Other file systems take these two for one: ${one} and ${other}`,
    );
    this.output.warnOfEach(await retractionsOf(lake, version), (one) => retractionWords(version, one));
    this.output.warnOfEach(done.withdrawn, (path) => safe`${path} is withdrawn, and was left out.`);
    const { folded: _, notLinked, withdrawn, ...numbers } = done;
    if (notLinked > 0)
      this.output.warn(
        `${count(notLinked, 'large file')} could not be linked with the store and ${notLinked === 1 ? 'was' : 'were'} copied: another file system, another mode, or files that are only referred to.`,
      );
    this.output.result(
      {
        ref: versionName(version).split('@')[0],
        commit: cidText(version.id),
        version: version.commit.metadata.version,
        to: folder.path,
        ...numbers,
        ...(notLinked > 0 && { notLinked }),
        ...(withdrawn.length > 0 && { withdrawn }),
      },
      () => [
        safe`${versionName(version)} is in ${folder.path}: ${count(done.files, 'file')}, ${done.written} written, ${done.removed} removed`,
      ],
    );
  }
}
