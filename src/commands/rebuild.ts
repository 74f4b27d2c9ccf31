import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.ts';
import { centralRemote } from '../cli/central-remote.ts';
import { EXIT } from '../cli/exit-codes.ts';
import { lakeHost } from '../cli/open-lake.ts';
import { count } from '../format/count.ts';
import { safe } from '../format/safe-text.ts';
import type { RebuiltCentral } from '../lake/central/rebuild-central.ts';
import { rebuild } from '../lake/rebuild.ts';

export default class Rebuild extends BaseCommand<typeof Rebuild> {
  static override summary = 'Make the catalog again from the store';
  static override description =
    'The store has everything; the catalog is an index of it. Rules of admission are applied anew: what breaks one is named and left out, and the exit code is 3. The catalog of a central lake is made again from its buckets alone, in a database that has none.';
  static override examples = [
    { description: 'When the catalog is lost or in doubt', command: 'dlake rebuild' },
    {
      description: "When the lab's Postgres is gone, and there is a new one",
      command: 'dlake rebuild --remote lab',
    },
  ];
  static override flags = {
    remote: Flags.string({ summary: 'Make the catalog of this central lake', helpValue: 'NAME' }),
  };

  async run(): Promise<void> {
    const { remote } = this.flags;
    const made =
      remote === undefined
        ? { ...(await rebuild(await this.openLake())), broken: [] }
        : await this.#central(remote);
    const { broken, ...rebuilt } = made;
    this.output.result(remote === undefined ? rebuilt : made, () => [
      ...broken.map(({ where, reason }) => safe`Can't be read: ${where}: ${reason}`),
      ...made.refused.map(({ layer, subject, reason }) => safe`Left out: ${layer}/${subject}: ${reason}`),
      `The catalog has ${count(made.commits, 'version')} of ${count(made.refs, 'ref')}.`,
    ]);
    if (made.refused.length + broken.length > 0) this.exitWith(EXIT.partly);
  }

  async #central(name: string): Promise<RebuiltCentral> {
    const { catalog, store } = centralRemote(this.root, name);
    const { rebuildCentral } = await import('../lake/central/rebuild-central.ts');
    return rebuildCentral({ catalog, store }, lakeHost(process.env, this.settings), {
      signal: this.signal,
      onFile: (files) => this.progress.update({ what: 'Reading files', objects: files, bytes: 0 }),
    });
  }
}
