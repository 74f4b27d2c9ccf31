import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.ts';
import { blobsMeant } from '../cli/blobs-meant.ts';
import { certificateJson, certificateLines } from '../cli/certificate-lines.ts';
import { remoteFlag } from '../cli/remote-flag.ts';
import { erasedJson, erasedLines, withdrawalJson, withdrawalLine } from '../cli/withdrawal-lines.ts';
import { DlakeError } from '../errors.ts';
import { allWithdrawals } from '../lake/withdraw/all-withdrawals.ts';
import { certificate } from '../lake/withdraw/certificate.ts';
import { eraseWithdrawn } from '../lake/withdraw/erase-withdrawn.ts';
import { askWithdrawal } from '../lake/withdraw/withdraw.ts';
import { WITHDRAWAL_GROUNDS } from '../lake/withdraw/withdrawal.ts';

export default class Withdraw extends BaseCommand<typeof Withdraw> {
  static override summary = 'Have bytes erased by right, everywhere; or list what is withdrawn';
  static override description =
    'Takes effect once somebody else has approved it (`dlake approve REV:PATH`): from then on no client reads, copies, promotes, pushes or takes these bytes, in any version and any lake that hears of it, and all copies are erased. What a lock keeps at a server goes when it ends; an admin may bypass it (--bypass-governance). Only a hold refuses. The record stays; so do paths and metadata of old versions. At a lab its database says who acts; a lake on one machine takes names only when it is told to (`trustNames`).';
  static override examples = [
    {
      description: 'A patient took back the consent',
      command:
        'dlake withdraw raw/lab/trial-3@v1:p07.bam raw/lab/trial-3@v1:p07.bai --reason consent --remote lab -m "Form of 2026-11-20"',
    },
    { description: 'What is withdrawn, and what waits for approval', command: 'dlake withdraw' },
    {
      description: 'Erase what a lock kept, as its time is over',
      command: 'dlake withdraw --erase --remote lab',
    },
  ];
  static override strict = false;
  static override args = {
    file: Args.string({ description: 'REV:PATH or the id of a file; without any, all is listed' }),
  };
  static override flags = {
    reason: Flags.option({ summary: 'The ground', options: WITHDRAWAL_GROUNDS })(),
    message: Flags.string({ char: 'm', summary: 'More about it; no names of patients' }),
    'all-uses': Flags.boolean({ summary: 'Also where other datasets have the same bytes' }),
    erase: Flags.boolean({ summary: 'Erase the copies of all that is withdrawn and still stored' }),
    'bypass-governance': Flags.boolean({
      summary: "Erase what a server's lock keeps, too; takes an admin's keys",
      dependsOn: ['erase'],
    }),
    remote: remoteFlag,
    author: Flags.string({ summary: 'Who withdraws', helpValue: '"NAME <EMAIL>"' }),
  };

  async run(): Promise<void> {
    if (this.flags.erase) return this.#erase();
    if (this.words.length === 0) return this.#list();
    const { reason: ground, message: reason, 'all-uses': allUses, remote } = this.flags;
    if (ground === undefined)
      throw new DlakeError('usage-invalid', {
        reason: `Say on which ground: --reason ${WITHDRAWAL_GROUNDS.join('|')}.`,
        see: 'dlake withdraw --help',
      });
    const actor = await this.author(this.flags.author);
    const lake = await this.openLakeAt(remote);
    const { blobs, datasets } = await blobsMeant(lake, this.words);
    const trustNames = this.settings.trustNames === 'yes';
    const asked = await askWithdrawal(lake, blobs, { actor, reason, ground, datasets, allUses, trustNames });
    const said = await certificate(lake, asked);
    const where = remote === undefined ? '' : ` --remote ${remote}`;
    this.output.result(certificateJson(said), () => [
      ...certificateLines(this.output, said),
      ...(asked.some(({ approval }) => approval === undefined)
        ? [`Nothing is erased yet. Another person approves it: dlake approve ${this.words[0]}${where}`]
        : []),
    ]);
  }

  async #list(): Promise<void> {
    const all = await allWithdrawals(await this.openLakeAt(this.flags.remote));
    const shown = await this.output.list(all, withdrawalJson, withdrawalLine);
    if (shown === 0) this.output.note('Nothing is withdrawn.');
  }

  async #erase(): Promise<void> {
    const lake = await this.openLakeAt(this.flags.remote);
    const bypassGovernance = this.flags['bypass-governance'];
    const erased = await eraseWithdrawn(lake, await allWithdrawals(lake), {
      bypassGovernance,
      signal: this.signal,
    });
    this.output.result(erasedJson(erased), () => {
      const lines = erasedLines(erased);
      return lines.length > 0 ? lines : 'Nothing that is withdrawn is stored any more.';
    });
  }
}
