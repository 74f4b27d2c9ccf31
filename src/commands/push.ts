import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.ts';
import { EXIT } from '../cli/exit-codes.ts';
import { warnOfWithdrawals } from '../cli/heard-withdrawals.ts';
import { jobsFlag } from '../cli/jobs-flag.ts';
import { remoteWords } from '../cli/remote-words.ts';
import { syncedLines } from '../cli/synced-lines.ts';
import { formatBytes } from '../format/bytes.ts';
import { count } from '../format/count.ts';
import { safe } from '../format/safe-text.ts';
import { syncedJson } from '../format/synced-json.ts';
import { noteStandings } from '../sync/note-standings.ts';
import { push } from '../sync/push.ts';
import { refsToPush } from '../sync/refs-to-push.ts';

export default class Push extends BaseCommand<typeof Push> {
  static override summary = 'Send versions to another lake';
  static override description =
    'Without refs, those that the remote has already; --all sends the rest too. A ref that somebody moved on there is rejected, never overwritten: pull, then push again. Interrupted, the same command goes on.';
  static override examples = [
    { description: 'A dataset, for the first time', command: 'dlake push lab raw/geo/GSE2034' },
    { description: 'What the lab has, and is newer here', command: 'dlake push' },
  ];
  static override strict = false;
  static override args = {
    remote: Args.string({ description: 'The remote; without it the only one, or origin' }),
    ref: Args.string({ description: 'The refs' }),
  };
  static override flags = {
    all: Flags.boolean({ summary: 'Every ref of this lake' }),
    'dry-run': Flags.boolean({ char: 'n', summary: 'Say what would be sent, send nothing' }),
    jobs: jobsFlag,
  };

  async run(): Promise<void> {
    const { all, 'dry-run': dryRun } = this.flags;
    const lake = await this.openLake();
    const actor = await this.author();
    const { remote, refs } = await remoteWords(lake, this.words);
    const other = await this.openRemote(remote, dryRun ? {} : { maker: actor });
    const wanted = await refsToPush(lake, remote.name, other.lake, refs, all);
    const pushed = await push(lake, other, wanted, {
      actor,
      dryRun,
      signal: this.signal,
      ...(this.progress.silent ? {} : { onProgress: this.showTransfer('Sending') }),
    });
    if (!dryRun) await other.logRefusals?.();
    await noteStandings(
      lake,
      pushed.refs.map(({ ref }) => ref),
      remote.name,
    );
    const { objectsSent, bytesSent } = pushed;
    warnOfWithdrawals(this.output, pushed.withdrawn, 'here', this.root);
    warnOfWithdrawals(this.output, pushed.withdrawnThere, remote.name);
    for (const { tag, reason } of pushed.tags) this.output.warn(`The tag ${tag} was not sent: ${reason}.`);
    this.output.result(
      {
        remote: remote.name,
        refs: pushed.refs.map(syncedJson),
        objectsSent,
        bytesSent,
        objectsCopied: pushed.objectsCopied,
        requests: other.requests?.() ?? 0,
      },
      () => [
        ...syncedLines(this.output, pushed.refs),
        `${count(objectsSent, 'object')}, ${formatBytes(bytesSent)} ${dryRun ? 'would be sent' : 'sent'}`,
      ],
    );
    if (pushed.refs.some(({ result }) => result === 'rejected')) {
      this.exitWith(EXIT.moved);
      this.output.note(safe`What was moved on there: dlake pull ${remote.name} REF, then push again.`);
    }
    if (wanted.length === 0)
      this.output.note(`The remote has no ref of this lake yet: name some, or push with --all.`);
  }
}
