import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../../cli/base-command.ts';
import { centralRemote } from '../../cli/central-remote.ts';
import { lakeHost } from '../../cli/open-lake.ts';
import { erasedJson, erasedLines } from '../../cli/withdrawal-lines.ts';
import { count } from '../../format/count.ts';
import type { Lake } from '../../lake/lake.ts';
import type { Erased } from '../../lake/withdraw/erase-withdrawn.ts';

export default class RemoteMaintain extends BaseCommand<typeof RemoteMaintain> {
  static override summary = 'Keep raw data of a central lake locked';
  static override description =
    'What refs of raw name, all their versions, is kept on: where less than half of the retention is left that the bucket gives to what is new, it is extended to all of it. What is withdrawn and no lock keeps any more is erased. Run it from time to time, as by cron.';
  static override examples = [
    { description: 'What is due', command: 'dlake remote maintain lab --dry-run' },
    { description: 'Every night', command: 'dlake remote maintain lab --quiet' },
  ];
  static override args = { name: Args.string({ description: 'The remote', required: true }) };
  static override flags = {
    'dry-run': Flags.boolean({ char: 'n', summary: 'Say what would be extended, extend nothing' }),
  };

  async run(): Promise<void> {
    const dryRun = this.flags['dry-run'];
    const place = centralRemote(this.root, this.args.name);
    const [{ openCentralLake }, { maintainCentral }] = await Promise.all([
      import('../../lake/central/open-central-lake.ts'),
      import('../../lake/central/maintain-central.ts'),
    ]);
    const lake = await openCentralLake(place, lakeHost(process.env, this.settings));
    try {
      // First: what is packed anew without it is what is kept on.
      const erased = dryRun ? undefined : await this.#erase(lake);
      const done = await maintainCentral(lake, place.store, { dryRun, signal: this.signal });
      const { files, extended, until } = done;
      this.output.result({ ...done, ...(erased && { withdrawn: erasedJson(erased) }) }, () => [
        until === undefined
          ? `${count(files, 'file')}, none of them due.`
          : `${count(extended, 'file')} of ${files} ${dryRun ? 'would be' : 'are now'} kept until ${until}.`,
        ...(erased === undefined ? [] : erasedLines(erased)),
      ]);
    } finally {
      await lake.close();
    }
  }

  /** Erases what is withdrawn and was kept by a lock until now. */
  async #erase(lake: Lake): Promise<Erased | undefined> {
    const { allWithdrawals } = await import('../../lake/withdraw/all-withdrawals.ts');
    const all = await allWithdrawals(lake);
    if (all.length === 0) return undefined;
    const { eraseWithdrawn } = await import('../../lake/withdraw/erase-withdrawn.ts');
    return eraseWithdrawn(lake, all, { signal: this.signal });
  }
}
