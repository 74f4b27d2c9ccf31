import * as Args from '@oclif/core/args';
import { BaseCommand } from '../cli/base-command.ts';
import { useLines } from '../cli/use-lines.ts';
import { type DatasetUse, diskUse } from '../lake/disk-use.ts';
import { livingRefs } from '../lake/living-refs.ts';
import { refArgument } from '../lake/ref-argument.ts';

export default class Du extends BaseCommand<typeof Du> {
  static override summary = 'Show what datasets take here, and what of it could be dropped';
  static override description =
    'For all versions of each dataset, in the bytes of their different files: what is in the local store; what of that was seen at a remote, so that `dlake drop` may free it; what is the only copy that is known of; and what is absent, but at a remote. No remote is asked.';
  static override examples = [
    { description: 'Every dataset, the largest first', command: 'dlake du' },
    { description: 'One of them, for programs', command: 'dlake du raw/lab/run42 --json' },
  ];
  static override strict = false;
  static override args = { ref: Args.string({ description: 'Refs; without one, all of them' }) };

  async run(): Promise<void> {
    const lake = await this.openLake();
    const refs =
      this.words.length === 0
        ? (await livingRefs(lake)).map(({ ref }) => ref)
        : await Promise.all(this.words.map((text) => refArgument(lake, text)));
    const found: DatasetUse[] = [];
    for await (const use of diskUse(lake, refs, { signal: this.signal })) found.push(use);
    found.sort((a, b) => b.here.bytes - a.here.bytes);
    this.output.result({ datasets: found }, () => useLines(found));
  }
}
