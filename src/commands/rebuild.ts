import { BaseCommand } from '../cli/base-command.ts';
import { EXIT } from '../cli/exit-codes.ts';
import { count } from '../format/count.ts';
import { safe } from '../format/safe-text.ts';
import { rebuild } from '../lake/rebuild.ts';

export default class Rebuild extends BaseCommand<typeof Rebuild> {
  static override summary = 'Make the catalog again from the store';
  static override description =
    'The store has everything; the catalog is an index of it. Rules of admission are applied anew: what breaks one is named and left out, and the exit code is 3.';
  static override examples = [
    { description: 'When the catalog is lost or in doubt', command: 'dlake rebuild' },
  ];

  async run(): Promise<void> {
    const lake = await this.openLake();
    const made = await rebuild(lake);
    this.output.result(made, () => [
      ...made.refused.map(({ layer, subject, reason }) => safe`Left out: ${layer}/${subject}: ${reason}`),
      `The catalog has ${count(made.commits, 'version')} of ${count(made.refs, 'ref')}.`,
    ]);
    if (made.refused.length > 0) this.exitWith(EXIT.partly);
  }
}
