import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.ts';
import { checksumLists } from '../cli/checksum-lists.ts';
import { commitMetadata } from '../cli/commit-metadata.ts';
import { commitParameters } from '../cli/commit-parameters.ts';
import { committedLines } from '../cli/committed-lines.ts';
import { committedJson } from '../format/committed-json.ts';
import { safe } from '../format/safe-text.ts';
import type { Action } from '../records/commit.ts';
import { refText } from '../records/ref.ts';

export default class Commit extends BaseCommand<typeof Commit> {
  static override summary = 'Record a folder as the next version of a dataset';
  static override description =
    'The whole folder is the version: there is no staging area. A commit that changes nothing makes none. More than a tenth of the files, or any file in raw, is deleted only with --allow-delete; --update adds or replaces files and deletes none.';
  static override examples = [
    {
      description: 'A dataset in its place',
      command: 'dlake commit raw/geo/GSE2034 -m "As downloaded from GEO"',
    },
    {
      description: 'A download, checked against the sums that its source publishes',
      command:
        'dlake commit ~/downloads/GSE2034 --as raw/geo/GSE2034 --url https://ftp.ncbi.nlm.nih.gov/geo/series/GSE2nnn/GSE2034 --checksums md5checksums.txt -m "Downloaded"',
    },
    {
      description: 'What a pipeline made of it',
      command:
        'dlake commit processed/geo/GSE2034.salmon --from raw/geo/GSE2034 --param index=gencode49 -m "salmon 1.10"',
    },
    {
      description: 'One more file, whatever others did meanwhile',
      command: 'dlake commit --update raw/upload/plate-7/B12.csv -m "Well B12"',
    },
  ];
  static override args = { path: Args.string({ description: 'The folder or file', required: true }) };
  static override flags = {
    message: Flags.string({ char: 'm', summary: 'Why this version is', required: true }),
    as: Flags.string({ summary: 'The ref, for data that is not in its place in the lake', helpValue: 'REF' }),
    name: Flags.string({ summary: 'What people call the dataset; by default its id' }),
    keyword: Flags.string({ summary: 'A free word to find it by', multiple: true, multipleNonGreedy: true }),
    meta: Flags.string({
      summary: 'Metadata, as tissue=breast; version=2026_03 names the version',
      helpValue: 'K=V',
      multiple: true,
      multipleNonGreedy: true,
    }),
    'meta-json': Flags.string({ summary: 'Metadata with structure, as a JSON object', helpValue: 'JSON' }),
    from: Flags.string({
      summary: 'What the data was derived from',
      helpValue: 'REV',
      multiple: true,
      multipleNonGreedy: true,
    }),
    param: Flags.string({
      summary: 'A parameter of what made it',
      helpValue: 'K=V',
      multiple: true,
      multipleNonGreedy: true,
    }),
    'param-json': Flags.string({ summary: 'Parameters with structure, as a JSON object', helpValue: 'JSON' }),
    action: Flags.option({
      summary: 'How it came to be; by default pipeline with --from, collection for a download, else manual',
      options: ['collection', 'pipeline', 'manual'] as const,
    })(),
    attest: Flags.string({ summary: 'Why data without inputs enters processed', helpValue: 'REASON' }),
    url: Flags.string({ summary: 'Where it was downloaded from' }),
    checksums: Flags.string({
      summary: 'The sums that its source published: any common form',
      helpValue: 'FILE',
      multiple: true,
      multipleNonGreedy: true,
    }),
    update: Flags.boolean({ summary: 'Add or replace these files, delete none' }),
    'allow-delete': Flags.boolean({ summary: 'Let the new version lack files of the one before' }),
    'allow-empty': Flags.boolean({ summary: 'Record a version without files' }),
    'follow-symlinks': Flags.boolean({
      summary: 'Take the files that links lead to, from now on in this folder',
    }),
    force: Flags.boolean({
      summary: 'Take files that look damaged: an HTML page under another name, a broken gzip',
    }),
    'link-mode': Flags.option({
      summary:
        'How files get into the store, or that they stay where they are; by default what `dlake config linkMode` says',
      options: ['copy', 'hardlink', 'reference'] as const,
    })(),
    author: Flags.string({ summary: 'Who commits', helpValue: '"NAME <EMAIL>"' }),
    date: Flags.string({ summary: 'The day that the data is of', helpValue: 'ISO' }),
  };

  async run(): Promise<void> {
    const { flags } = this;
    const author = await this.author(flags.author);
    const lake = await this.openLake();
    const [{ commitFolder }, { commitPlace }, { resolveInput }, { defaultAction }, { noteStandings }] =
      await Promise.all([
        import('../worktree/commit-folder.ts'),
        import('../worktree/commit-place.ts'),
        import('../worktree/resolve-input.ts'),
        import('../lake/default-action.ts'),
        import('../sync/note-standings.ts'),
      ]);
    const place = commitPlace(this.root, process.cwd(), this.args.path, flags.as);
    const inputs = (
      await Promise.all((flags.from ?? []).map((text) => resolveInput(lake, text, { signal: this.signal })))
    ).flat();
    const action: Action =
      flags.action ??
      defaultAction(place.folder.ref, { inputs: inputs.length > 0, url: flags.url !== undefined });
    const lists = await checksumLists(flags.checksums ?? [], flags.url);
    const committed = await commitFolder(lake, {
      place,
      facts: {
        action,
        author,
        message: flags.message,
        inputs,
        ...commitParameters(flags),
        keywords: flags.keyword ?? [],
        ...(flags.name === undefined ? {} : { name: flags.name }),
        metadata: commitMetadata(flags),
      },
      update: flags.update,
      allowDelete: flags['allow-delete'],
      allowEmpty: flags['allow-empty'],
      followSymlinks: flags['follow-symlinks'],
      linkMode: flags['link-mode'] ?? this.settings.linkMode ?? 'copy',
      checks: { lists, gzip: action === 'collection', force: flags.force },
      signal: this.signal,
      onProgress: (done) => this.progress.update({ what: 'Hashing', ...done }),
    });
    if (!committed.unchanged) await noteStandings(lake, [refText(place.folder.ref)]);
    this.output.warnOfEach(
      committed.notDownloaded,
      (name) => safe`The source published a sum for ${name}, which is not here.`,
    );
    this.output.warnOfEach(
      committed.folded,
      ([one, other]) => safe`Some file systems take these two for one: ${one} and ${other}`,
    );
    this.output.result(committedJson(committed), () => committedLines(this.output, committed));
    const { name, keyword, meta, date, url, attest } = flags;
    const said = [name, keyword, meta, flags['meta-json'], date, url, attest, flags.action];
    if (committed.unchanged && said.some((one) => one !== undefined))
      this.output.note('No new version: what you say of it was not recorded. `dlake annotate` does that.');
  }
}
