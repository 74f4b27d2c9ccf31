import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.ts';
import { blobsMeant } from '../cli/blobs-meant.ts';
import { certificateJson, certificateLines } from '../cli/certificate-lines.ts';
import { warnOfWithdrawals } from '../cli/heard-withdrawals.ts';
import { revisionArg } from '../cli/revision-arg.ts';
import { versionName } from '../cli/version-lines.ts';
import { withdrawnCopies } from '../cli/withdrawn-copies.ts';
import { safe } from '../format/safe-text.ts';
import { approve } from '../lake/approve.ts';
import type { Lake } from '../lake/lake.ts';
import { wholeVersion } from '../lake/whole-version.ts';
import { allWithdrawals } from '../lake/withdraw/all-withdrawals.ts';
import { certificate } from '../lake/withdraw/certificate.ts';
import { eraseWithdrawn } from '../lake/withdraw/erase-withdrawn.ts';
import { approveWithdrawal } from '../lake/withdraw/withdraw.ts';
import type { Withdrawal } from '../lake/withdraw/withdrawal.ts';
import { cidText, hexOf, readIdText } from '../records/ids.ts';
import { parseRevision } from '../records/parse-revision.ts';

export default class Approve extends BaseCommand<typeof Approve> {
  static override summary = 'Approve that a version enters the next layer, or that bytes are withdrawn';
  static override description =
    'For a layer that takes what two have agreed on (`dlake config curated.approval yes`): whoever promotes is another one. At a lab its database says who approves; a lake on one machine takes names for it only when it is told to (`trustNames`). REV:PATH, or the id of a file, approves all that was asked to be withdrawn with it (`dlake withdraw`), and that takes effect at once.';
  static override examples = [
    {
      description: "In the lab's lake",
      command: 'dlake approve processed/geo/GSE2034 --remote lab -m "Reviewed"',
    },
    {
      description: 'That a file is withdrawn, with all that was asked for with it',
      command: 'dlake approve raw/lab/trial-3@v1:p07.bam --remote lab',
    },
  ];
  static override args = { rev: revisionArg };
  static override flags = {
    message: Flags.string({ char: 'm', summary: 'Why' }),
    remote: Flags.string({ summary: 'Approve in the lake of this remote', helpValue: 'NAME' }),
    author: Flags.string({ summary: 'Who approves', helpValue: '"NAME <EMAIL>"' }),
  };

  async run(): Promise<void> {
    const { message, remote, author } = this.flags;
    const actor = await this.author(author);
    const lake = await this.openLakeAt(remote);
    const pending = await pendingWith(lake, this.args.rev);
    if (pending.length > 0) return this.#withdraw(lake, pending, actor);
    const version = await wholeVersion(lake, this.args.rev);
    const { layer, ...approval } = await approve(lake, version, {
      actor,
      trustNames: this.settings.trustNames === 'yes',
      ...(message === undefined ? {} : { reason: message }),
    });
    this.output.result(
      { commit: cidText(version.id), layer, ...approval },
      () => safe`${versionName(version)} may enter ${layer}, says ${approval.actor}`,
    );
  }

  async #withdraw(lake: Lake, pending: readonly Withdrawal[], actor: string): Promise<void> {
    const trustNames = this.settings.trustNames === 'yes';
    const { message: reason, remote } = this.flags;
    const approved = await approveWithdrawal(lake, pending, { actor, reason, trustNames });
    const erased = await eraseWithdrawn(lake, approved, { signal: this.signal });
    const said = await certificate(lake, approved, erased);
    if (remote !== undefined) await this.#hear(lake, actor);
    const copies = this.rootIfAny === undefined ? [] : withdrawnCopies(this.rootIfAny, said.used);
    this.output.warnOfEach(
      copies,
      (path) => safe`${path} in the worktree may still have withdrawn bytes: delete it.`,
    );
    this.output.result(certificateJson(said), () => certificateLines(this.output, said));
  }

  /** What the remote withdrew is withdrawn here at once, too. */
  async #hear(from: Lake, actor: string): Promise<void> {
    const { copyWithdrawals } = await import('../sync/copy-withdrawals.ts');
    warnOfWithdrawals(this.output, await copyWithdrawals(from, await this.openLake(), actor));
  }
}

/** What waits for approval and was asked for together with what is named; none where something else is named. */
async function pendingWith(lake: Lake, word: string): Promise<readonly Withdrawal[]> {
  const { path } = parseRevision(word);
  const id = path === undefined ? readIdText(word) : undefined;
  if (path === undefined && id === undefined) return [];
  const pending = (await allWithdrawals(lake)).filter(({ approval }) => approval === undefined);
  const meant =
    id === undefined
      ? (await blobsMeant(lake, [word])).blobs
      : pending.map(({ blob }) => blob).filter((blob) => hexOf(blob).startsWith(id.hex));
  const requests = new Set(pending.filter(({ blob }) => meant.includes(blob)).map(({ request }) => request));
  return pending.filter(({ request }) => requests.has(request));
}
