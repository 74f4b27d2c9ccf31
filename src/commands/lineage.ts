import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.ts';
import { lineageText, nodeLine } from '../cli/lineage-text.ts';
import { remoteFlag } from '../cli/remote-flag.ts';
import { revisionArg } from '../cli/revision-arg.ts';
import { DlakeError } from '../errors.ts';
import { lineageJson, lineageNodeJson } from '../format/lineage-json.ts';
import { formatLineage, LINEAGE_FORMATS } from '../format/lineage-report.ts';
import { lineage } from '../lake/lineage.ts';
import { lineageLine } from '../lake/lineage-line.ts';
import { wholeVersion } from '../lake/whole-version.ts';
import { LAYERS } from '../records/layers.ts';

export default class Lineage extends BaseCommand<typeof Lineage> {
  static override summary = 'Show what a version came from, and what came of it';
  static override description =
    'Over all datasets and layers, by exact versions: what was read, not what is newest. What it came from is drawn above it, what came of it below, each as the letter of its layer. --linear is the way from origin to the version, in the order in which it came to be.';
  static override examples = [
    { description: 'Both ways', command: 'dlake lineage curated/lab/brca-atlas' },
    { description: 'What it was made from, back to raw', command: 'dlake lineage fig3 --up --to raw' },
    {
      description: 'What was derived from it directly',
      command: 'dlake lineage raw/geo/GSE2034@v1 --down --depth 1',
    },
    {
      description: 'A picture',
      command: 'dlake lineage curated/lab/brca-atlas --format dot | dot -Tsvg > lineage.svg',
    },
  ];
  static override args = { rev: revisionArg };
  static override flags = {
    remote: remoteFlag,
    up: Flags.boolean({ summary: 'What it came from; without --up and --down, both' }),
    down: Flags.boolean({ summary: 'What came of it' }),
    depth: Flags.integer({ summary: 'At most so many steps each way', helpValue: 'N', min: 0 }),
    to: Flags.option({ summary: 'Only what leads to this layer', options: LAYERS })(),
    linear: Flags.boolean({
      summary: 'The versions from origin to this one',
      exclusive: ['down', 'to', 'format'],
    }),
    format: Flags.option({ summary: 'How to give it', options: LINEAGE_FORMATS, default: 'text' as const })(),
  };

  async run(): Promise<void> {
    const { remote, up, down, depth, to, linear, format } = this.flags;
    if (this.output.json && format !== 'text' && format !== 'json')
      throw new DlakeError('usage-invalid', { reason: `Give --json or --format ${format}, not both.` });
    const lake = await this.openLakeAt(remote);
    const { id } = await wholeVersion(lake, this.args.rev);
    const found = await lineage(lake, id, { up: up || linear, down, depth, to });
    if (linear) {
      const line = lineageLine(found);
      this.output.result(line.map(lineageNodeJson), () => line.map((node) => nodeLine(this.output, node)));
    } else {
      this.output.result(lineageJson(found), () =>
        format === 'text' ? lineageText(this.output, found) : formatLineage(found, format),
      );
    }
  }
}
