import { BaseCommand } from '../../cli/base-command.ts';
import { holdJson, holdWords } from '../../cli/hold-words.ts';
import { remoteFlag } from '../../cli/remote-flag.ts';
import { heldRefs } from '../../lake/holds.ts';

export default class HoldList extends BaseCommand<typeof HoldList> {
  static override summary = 'Show what is held, by whom and why';
  static override examples = [{ description: "In the lab's lake", command: 'dlake hold list --remote lab' }];
  static override flags = { remote: remoteFlag };

  async run(): Promise<void> {
    const lake = await this.openLakeAt(this.flags.remote);
    const held = [...(await heldRefs(lake)).values()];
    const holds = held.flatMap(({ ref, holds }) => holds.map((hold) => ({ ref, hold })));
    const shown = await this.output.list(
      holds,
      ({ ref, hold }) => holdJson(ref, hold),
      ({ ref, hold }) => holdWords(ref, hold),
    );
    if (shown === 0) this.output.note('Nothing is held.');
  }
}
