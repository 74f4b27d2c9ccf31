import { BaseCommand } from '../cli/base-command.ts';
import { impactJson, impactLines } from '../cli/impact-lines.ts';
import { remoteFlag } from '../cli/remote-flag.ts';
import { revisionArg } from '../cli/revision-arg.ts';
import { impact } from '../lake/impact.ts';
import { resolveRevision } from '../lake/resolve-revision.ts';
import { cidText } from '../records/ids.ts';

export default class Impact extends BaseCommand<typeof Impact> {
  static override summary = 'Show what used a version, or one of its files';
  static override description =
    'All that was derived from it, over any number of steps, with the tags that name it. REV:PATH asks about the very bytes of a file: also of what has them at another path or in another dataset.';
  static override examples = [
    { description: 'Of a version that turned out to be wrong', command: 'dlake impact raw/geo/GSE2034@v1' },
    {
      description: 'Of one file',
      command: 'dlake impact raw/upload/plate-7:B12.csv',
    },
  ];
  static override args = { rev: revisionArg };
  static override flags = { remote: remoteFlag };

  async run(): Promise<void> {
    const lake = await this.openLakeAt(this.flags.remote);
    const { path, ...version } = await resolveRevision(lake, this.args.rev);
    const used = await impact(lake, version, path);
    this.output.result(
      { root: cidText(version.id), path: path ?? null, versions: used.map(impactJson) },
      () => impactLines(this.output, version, path, used),
    );
  }
}
