import { BaseCommand } from '../cli/base-command.ts';
import { DlakeError } from '../errors.ts';

export default class Add extends BaseCommand<typeof Add> {
  static override summary = 'Say that there is no staging area';
  static override hidden = true;
  static override strict = false;

  async run(): Promise<void> {
    throw new DlakeError('usage-invalid', {
      reason:
        "There is no staging area: a commit is a snapshot of a dataset's folder. `dlake commit PATH -m MESSAGE` takes all of it, --update some files.",
      see: 'dlake commit --help',
    });
  }
}
