import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.ts';
import { DlakeError } from '../errors.ts';
import { count } from '../format/count.ts';
import { safe } from '../format/safe-text.ts';
import { readCommit } from '../lake/read-commit.ts';
import { wholeVersion } from '../lake/whole-version.ts';
import { refText } from '../records/ref.ts';
import { currentBase } from '../worktree/current-base.ts';
import { type PlaceInFolder, placeInFolder } from '../worktree/place-in-folder.ts';
import { restore } from '../worktree/restore.ts';

export default class Restore extends BaseCommand<typeof Restore> {
  static override summary = 'Give files of the worktree the bytes that a version has';
  static override description =
    'Whatever the files are now is lost. They come from the version that their folder was checked out from or committed as, or with --from from another one. Files that the version lacks stay, and what a partial checkout left out comes only when it is named. Files whose bytes are not here come from whatever remote has them.';
  static override examples = [
    { description: 'A file that I broke', command: 'dlake restore raw/geo/GSE2034/matrix.tsv' },
    {
      description: 'As it was in the first version',
      command: 'dlake restore raw/geo/GSE2034/matrix.tsv --from geo/GSE2034@v1',
    },
    { description: 'All of a folder', command: 'dlake restore raw/geo/GSE2034' },
  ];
  static override strict = false;
  static override args = { path: Args.string({ description: 'The files or folders', required: true }) };
  static override flags = {
    from: Flags.string({ summary: 'The version to take them from', helpValue: 'REV' }),
  };

  async run(): Promise<void> {
    const lake = await this.openLake();
    const { from } = this.flags;
    const version = from === undefined ? undefined : await wholeVersion(lake, from);
    const source = version && { manifest: version.commit.manifest, revision: from as string };
    const restored: string[] = [];
    for (const places of this.#byFolder()) {
      const [{ folder }] = places;
      const { layer, dataset } = version?.commit ?? {};
      if (version !== undefined && refText(folder.ref) !== `${layer}/${dataset}`) {
        throw new DlakeError('usage-invalid', { reason: `${from} is no version of ${refText(folder.ref)}.` });
      }
      const paths = places.map(({ path }) => path);
      const base = version === undefined ? (await currentBase(lake, folder))?.commit : undefined;
      const origin = version ?? (base && (await readCommit(lake, base, folder.ref.layer)));
      const act = () =>
        restore(lake, folder, paths, { ...(source && { from: source }), signal: this.signal });
      const isMeant = (path: string) =>
        paths.some((asked) => asked === '' || path === asked || path.startsWith(`${asked}/`));
      const written = origin === undefined ? await act() : await this.bringing(origin, isMeant, act);
      restored.push(...written.map((path) => `${refText(folder.ref)}/${path}`));
    }
    this.output.result({ restored }, () => [
      ...restored.slice(0, 20).map((path) => safe`restored ${path}`),
      `${count(restored.length, 'file')} restored`,
    ]);
  }

  #byFolder(): readonly [PlaceInFolder, ...PlaceInFolder[]][] {
    const groups = new Map<string, [PlaceInFolder, ...PlaceInFolder[]]>();
    for (const typed of this.words) {
      const place = placeInFolder(this.root, process.cwd(), typed);
      const group = groups.get(place.folder.path);
      if (group === undefined) groups.set(place.folder.path, [place]);
      else group.push(place);
    }
    return [...groups.values()];
  }
}
