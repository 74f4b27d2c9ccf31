import { BaseCommand } from '../cli/base-command.ts';
import { EXIT } from '../cli/exit-codes.ts';
import { remoteFlag } from '../cli/remote-flag.ts';
import { count } from '../format/count.ts';
import { safe } from '../format/safe-text.ts';
import type { FsckProblem } from '../lake/fsck.ts';
import { fsck } from '../lake/fsck.ts';

export default class Fsck extends BaseCommand<typeof Fsck> {
  static override summary = 'Check the structure of the whole lake';
  static override description =
    'The shape of what is stored, the chain of every log, every version and manifest, and that the bytes they name are there. The bytes of files are not re-hashed: that is `dlake verify`. Exit code 4 when something is wrong.';
  static override examples = [{ description: 'After a crash', command: 'dlake fsck' }];
  static override flags = { remote: remoteFlag };

  async run(): Promise<void> {
    const lake = await this.openLakeAt(this.flags.remote);
    const problems: FsckProblem[] = [];
    for await (const problem of fsck(lake, { signal: this.signal })) problems.push(problem);
    const ok = problems.length === 0;
    const withdrawn = (await lake.store.withdrawn?.())?.size ?? 0;
    this.output.result({ ok, problems, ...(withdrawn > 0 && { withdrawn }) }, () =>
      ok
        ? `The lake is whole${withdrawn > 0 ? `, but for ${count(withdrawn, 'file')} withdrawn by right` : ''}.`
        : [
            ...problems.map(({ where, reason }) => safe`${where}: ${reason}`),
            `${count(problems.length, 'problem')}`,
          ],
    );
    if (!ok) this.exitWith(EXIT.damage);
  }
}
