import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.ts';
import { fileRowJson, fileRowText } from '../cli/file-row.ts';
import { revisionArg } from '../cli/revision-arg.ts';
import { listFiles } from '../lake/list-files.ts';
import { pageReader } from '../lake/read-page.ts';
import { resolveRevision } from '../lake/resolve-revision.ts';
import { lackingFiles } from '../sync/lacking-files.ts';
import { lostObject } from '../sync/lost-object.ts';
import { pathOrGlob } from '../worktree/path-or-glob.ts';

export default class Ls extends BaseCommand<typeof Ls> {
  static override summary = 'List the files of a version';
  static override description =
    'REV:PATH lists what is below a folder. Nothing is downloaded or checked out for it; --md5 reads every file.';
  static override examples = [
    { description: 'The newest version', command: 'dlake ls raw/geo/GSE2034' },
    {
      description: 'With the md5 that submission portals ask for',
      command: 'dlake ls curated/lab/brca-atlas --md5',
    },
  ];
  static override args = { rev: revisionArg };
  static override flags = { md5: Flags.boolean({ summary: 'Give the md5 of each file too' }) };

  async run(): Promise<void> {
    const lake = await this.openLake();
    const version = await resolveRevision(lake, this.args.rev);
    const { layer, manifest } = version.commit;
    const isMeant = this.flags.md5 ? pathOrGlob(version.path) : () => false;
    await this.bringing(version, isMeant, async () => {
      const readPage = pageReader(lake, layer);
      await readPage(manifest);
      if (!this.flags.md5) return;
      for await (const [lacking] of lackingFiles(lake, version, { isMeant, readPage }))
        if (lacking !== undefined) throw lostObject(lacking);
    });
    const rows = listFiles(lake, version, { below: version.path, md5: this.flags.md5, signal: this.signal });
    const columns = { md5: this.flags.md5, grade: version.commit.expected !== undefined };
    await this.output.list(rows, fileRowJson, (row) => fileRowText(row, columns));
  }
}
