import { BaseCommand } from '../cli/base-command.ts';
import { revisionArg } from '../cli/revision-arg.ts';
import { DlakeError } from '../errors.ts';
import { readFile } from '../lake/find-file.ts';
import { resolveRevision } from '../lake/resolve-revision.ts';

export default class Cat extends BaseCommand<typeof Cat> {
  static override summary = 'Give the bytes of a file of a version';
  static override examples = [
    { description: 'A file as it was', command: 'dlake cat raw/geo/GSE2034@v1:notes/README.txt' },
    {
      description: 'Into a program',
      command: 'dlake cat geo/GSE2034:GSE2034_family.soft.gz | gzip -dc | head',
    },
  ];
  static override args = { file: revisionArg };

  async run(): Promise<void> {
    const lake = await this.openLake();
    const version = await resolveRevision(lake, this.args.file);
    if (version.path === undefined) {
      throw new DlakeError('usage-invalid', {
        reason: `cat takes a file of a version: ${this.args.file}:PATH`,
        see: 'dlake ls --help',
      });
    }
    const { path } = version;
    const read = () => readFile(lake, version, path, { signal: this.signal });
    await this.output.bytes(await this.bringing(version, undefined, read));
  }
}
