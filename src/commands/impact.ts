import { BaseCommand } from '../cli/base-command.ts';
import { nodeLine } from '../cli/lineage-text.ts';
import { remoteFlag } from '../cli/remote-flag.ts';
import { revisionArg } from '../cli/revision-arg.ts';
import { versionName } from '../cli/version-lines.ts';
import { count } from '../format/count.ts';
import { lineageNodeJson } from '../format/lineage-json.ts';
import { safe } from '../format/safe-text.ts';
import { type ImpactedVersion, impact } from '../lake/impact.ts';
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
      {
        root: cidText(version.id),
        path: path ?? null,
        versions: used.map((one) => ({
          ...lineageNodeJson(one),
          head: one.isHead,
          tags: one.tags,
          holdsFile: one.holdsFile,
        })),
      },
      () => {
        const name = safe`${versionName(version)}${path === undefined ? '' : `:${path}`}`;
        if (used.length === 0) return `Nothing that this lake knows of used ${name}`;
        const layers = new Set(used.map(({ layer }) => layer)).size;
        const total = `${name} was used by ${count(used.length, 'version')} in ${count(layers, 'layer')}`;
        return [`${total}:`, ...used.map((one) => this.#line(one))];
      },
    );
  }

  #line(one: ImpactedVersion): string {
    const said = [
      ...(one.isHead ? [] : ['not the newest']),
      ...(one.holdsFile ? ['has the file'] : []),
      ...(one.tags.length === 0 ? [] : [safe`tagged ${one.tags.join(', ')}`]),
    ];
    return `  ${[nodeLine(this.output, one), ...said].join(', ')}`;
  }
}
