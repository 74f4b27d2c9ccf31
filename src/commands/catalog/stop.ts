import { BaseCommand } from '../../cli/base-command.ts';
import { lakeHost } from '../../cli/open-lake.ts';

export default class CatalogStop extends BaseCommand<typeof CatalogStop> {
  static override summary = 'End the background process that owns the catalog on this host';
  static override description =
    'The next command that needs it starts another. It ends by itself when nobody has asked it for a while.';
  static override examples = [{ description: 'Before the disk is unmounted', command: 'dlake catalog stop' }];

  async run(): Promise<void> {
    const { stopLakeCatalog } = await import('../../lake/stop-lake-catalog.ts');
    const stopped = await stopLakeCatalog(this.root, lakeHost(process.env, this.settings));
    this.output.result({ stopped }, () =>
      stopped ? 'The catalog process has ended.' : 'There was no catalog process.',
    );
  }
}
