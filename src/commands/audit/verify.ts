import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../../cli/base-command.ts';
import { EXIT } from '../../cli/exit-codes.ts';
import { readCheckpoint } from '../../cli/read-checkpoint.ts';
import { remoteFlag } from '../../cli/remote-flag.ts';
import { auditReportLines } from '../../format/audit-report.ts';
import { verifyAudit } from '../../lake/audit/verify-audit.ts';

export default class AuditVerify extends BaseCommand<typeof AuditVerify> {
  static override summary = 'Find entries of logs that were altered, taken out or cut off';
  static override description =
    "Reads every entry of every log, of a lab's lake in its database and in its buckets, and compares it with what the lake's own log vouches for. With a checkpoint that was kept outside, that is so whoever did it, the owner of database and buckets too; without one the end of the lake's own log can be cut off, or all of it written anew, and nobody can tell. Exit code 4 when something is wrong.";
  static override examples = [
    {
      description: 'Against what was kept outside, signed by one of these',
      command:
        'dlake audit verify --remote lab --checkpoint /mnt/notary/lab-2026-11-24 --allowed allowed_signers',
    },
  ];
  static override flags = {
    remote: remoteFlag,
    checkpoint: Flags.string({ summary: 'What `dlake audit checkpoint` wrote', helpValue: 'FILE' }),
    allowed: Flags.string({
      summary: 'Whose signature it must have, as ssh-keygen lists allowed signers',
      helpValue: 'FILE',
      dependsOn: ['checkpoint'],
    }),
  };

  async run(): Promise<void> {
    const { remote, checkpoint, allowed } = this.flags;
    const outside = checkpoint === undefined ? undefined : readCheckpoint(checkpoint, allowed);
    const lake = await this.openLakeAt(remote);
    const report = await verifyAudit(lake, {
      ...(outside === undefined ? {} : { note: outside.note }),
      signal: this.signal,
      onProgress: ({ objects }) => this.progress.update({ what: 'Verifying', objects, bytes: 0 }),
    });
    this.progress.end();
    const { note, signedBy } = outside ?? {};
    const seen = note === undefined ? null : { seq: note.seq, at: note.at, signedBy: signedBy ?? null };
    this.output.result({ ...report, checkpoint: seen }, () => auditReportLines(report, outside));
    if (!report.ok) this.exitWith(EXIT.damage);
  }
}
