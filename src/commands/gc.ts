import * as Flags from '@oclif/core/flags';
import { age } from '../cli/age.ts';
import { BaseCommand } from '../cli/base-command.ts';
import { EXIT } from '../cli/exit-codes.ts';
import { gcJson, gcLines, lastCopyLine } from '../cli/gc-lines.ts';
import { lakeHost } from '../cli/open-lake.ts';
import { remoteFlag } from '../cli/remote-flag.ts';
import { collectGarbage } from '../lake/gc/collect-garbage.ts';
import type { LastCopy } from '../lake/gc/last-copies.ts';

/** So many lines are written at once. */
const TOLD_AT_ONCE = 1000;

export default class Gc extends BaseCommand<typeof Gc> {
  static override summary = 'Free bytes that nothing needs';
  static override description =
    'What refs named that have ended for some time, and what no version names, as a command that was killed leaves it. Versions, manifests and logs are never freed, nor what a ref that stands, a tag or a hold needs, nor what a lock keeps. Frees nothing without --force, as `git clean` does; a file that is nowhere else in this lake is named, and stays without --force-last-copy. A pack of which at least half is to go is packed anew. At a lab it takes its admin.';
  static override examples = [
    { description: 'What would be freed', command: 'dlake gc' },
    { description: 'Free it', command: 'dlake gc --force' },
    {
      description: 'At the lab, what ended a week ago, too',
      command: 'dlake gc --remote lab --grace 7d --force',
    },
  ];
  static override flags = {
    remote: remoteFlag,
    force: Flags.boolean({ char: 'f', summary: 'Free it; else only say what would be freed' }),
    grace: Flags.string({
      summary: 'How long a ref has to have ended: 12h, 30d, 4w',
      helpValue: 'AGE',
      default: '30d',
    }),
    unnamed: Flags.string({
      summary: 'How old has to be what no version names',
      helpValue: 'AGE',
      default: '14d',
    }),
    'force-last-copy': Flags.boolean({
      summary: 'Free what is nowhere else in this lake, too; each is named, and is lost',
    }),
  };

  async run(): Promise<void> {
    const { remote, force, grace, unnamed, 'force-last-copy': forceLastCopy } = this.flags;
    const how = { graceMs: age('--grace', grace), unnamedMs: age('--unnamed', unnamed) };
    const lake = await this.openLakeAt(remote);
    const { cache } = lakeHost(process.env, this.settings);
    const { signal } = this;
    const named: LastCopy[] = [];
    // As they come: there may be a million of them.
    const tell = () => this.output.result(undefined, () => named.splice(0).map(lastCopyLine));
    const onLastCopy = (one: LastCopy) => {
      named.push(one);
      if (!this.output.json && named.length === TOLD_AT_ONCE) tell();
    };
    const options = { ...how, cache, force, forceLastCopy, onLastCopy, signal };
    const done = await collectGarbage(lake, options);
    if (!this.output.json) tell();
    this.output.result(gcJson(done, named, !force), () => gcLines(done, { dryRun: !force, forceLastCopy }));
    if (done.problems.length > 0) this.exitWith(EXIT.damage);
  }
}
