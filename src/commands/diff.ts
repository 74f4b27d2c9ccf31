import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.ts';
import { diffJson, diffLines } from '../cli/diff-lines.ts';
import type { Differences } from '../lake/diff-versions.ts';
import { differencesOf, diffVersions } from '../lake/diff-versions.ts';
import { wholeVersion } from '../lake/whole-version.ts';
import type { ManifestChange } from '../records/diff-manifests.ts';
import type { ManifestEntry } from '../records/manifest-entry.ts';
import { refText } from '../records/ref.ts';
import { diffWorktree } from '../worktree/diff-worktree.ts';
import { status } from '../worktree/status.ts';

export default class Diff extends BaseCommand<typeof Diff> {
  static override summary =
    'Show which files differ between two versions, or between a version and the worktree';
  static override description =
    'With one revision: from it to the folder of its ref. Without any: every folder against its base. A file with the same bytes under another name is shown as renamed.';
  static override examples = [
    { description: 'What I changed', command: 'dlake diff raw/geo/GSE2034' },
    { description: 'From one version to the next', command: 'dlake diff geo/GSE2034@v1 geo/GSE2034@v2' },
  ];
  static override args = {
    a: Args.string({ description: 'The version to compare from' }),
    b: Args.string({ description: 'The version to compare to' }),
  };
  static override flags = { stat: Flags.boolean({ summary: 'Only how many files and bytes' }) };

  async run(): Promise<void> {
    const { a, b } = this.args;
    const differences =
      a === undefined
        ? await this.#everything()
        : b === undefined
          ? await this.#toWorktree(a)
          : await this.#between(a, b);
    this.output.result(diffJson(differences), () => diffLines(this.output, differences, this.flags.stat));
  }

  async #between(a: string, b: string): Promise<Differences> {
    const lake = await this.openLake();
    const [before, after] = [await wholeVersion(lake, a), await wholeVersion(lake, b)];
    return diffVersions(lake, before.commit, after.commit);
  }

  async #toWorktree(a: string): Promise<Differences> {
    const lake = await this.openLake();
    return diffWorktree(lake, await wholeVersion(lake, a), { signal: this.signal });
  }

  async #everything(): Promise<Differences> {
    const lake = await this.openLake();
    const folders = await status(lake, [], { signal: this.signal });
    return differencesOf(
      folders.flatMap(({ ref, changes }) => changes.map((change) => within(refText(ref), change))),
    );
  }
}

/** A change with its path from the lake's root: several folders are compared. */
function within(folder: string, { path, before, after }: ManifestChange): ManifestChange {
  const moved = (entry: ManifestEntry): ManifestEntry => ({ ...entry, path: `${folder}/${entry.path}` });
  return {
    path: `${folder}/${path}`,
    ...(before && { before: moved(before) }),
    ...(after && { after: moved(after) }),
  };
}
