import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../../cli/base-command.ts';
import { moment } from '../../cli/moment.ts';
import { remoteFlag } from '../../cli/remote-flag.ts';
import { AUDIT_COLUMNS, auditCsvLine, auditEntryJson } from '../../format/audit-json.ts';
import { csvLine } from '../../format/csv-line.ts';
import { safeText } from '../../format/safe-text.ts';
import { shortId } from '../../format/short-id.ts';
import { formatTime } from '../../format/time.ts';
import { type AuditedEntry, auditLog, logsNamed } from '../../lake/audit/audit-log.ts';

export default class AuditLog extends BaseCommand<typeof AuditLog> {
  static override summary = 'Show all that happened: who did what to which ref, tag or object, newest first';
  static override description =
    'Every entry of every log, by the time that it claims; refusals, holds and signatures too. At a lab its database says who acts; on one machine the actor is who he says he is.';
  static override examples = [
    { description: 'What happened to one dataset, in all layers', command: 'dlake audit log geo/GSE2034' },
    {
      description: "What Ada did in the lab's lake this month, for a spreadsheet",
      command: 'dlake audit log --remote lab --actor ada --since 2026-11-01 --format csv > ada.csv',
    },
    { description: 'Who was refused something', command: 'dlake audit log --remote lab --kind refuse' },
  ];
  static override args = {
    ref: Args.string({ description: 'A ref, a dataset, a tag, or `lake`; by default all' }),
  };
  static override flags = {
    remote: remoteFlag,
    actor: Flags.string({ summary: 'A part of the name of who acted' }),
    kind: Flags.string({ summary: 'What was done, as move, end, refuse, hold, approve', helpValue: 'KIND' }),
    since: Flags.string({ summary: 'Done then or later', helpValue: 'ISO' }),
    until: Flags.string({ summary: 'Done then or earlier', helpValue: 'ISO' }),
    number: Flags.integer({ char: 'n', summary: 'At most so many entries', min: 0 }),
    reverse: Flags.boolean({ summary: 'The oldest first' }),
    format: Flags.option({ summary: 'How to write it', options: ['text', 'csv', 'json'] as const })(),
  };

  async run(): Promise<void> {
    const { since, until, actor, kind, number, reverse, format } = this.flags;
    const named = this.args.ref === undefined ? {} : logsNamed(this.args.ref);
    const lake = await this.openLakeAt(this.flags.remote);
    const entries = auditLog(lake, {
      ...named,
      actor,
      kind,
      since: since === undefined ? undefined : moment('since', since, 'first'),
      until: until === undefined ? undefined : moment('until', until, 'last'),
      limit: number,
      oldestFirst: reverse,
    });
    const output = format === 'json' ? this.output.asJson() : this.output;
    if (format === 'csv' && !output.json) output.result(undefined, () => csvLine(AUDIT_COLUMNS));
    const text = format === 'csv' ? auditCsvLine : (found: AuditedEntry) => this.#line(found);
    const shown = await output.list(entries, auditEntryJson, text);
    if (shown === 0 && format !== 'csv') output.note('Nothing has happened.');
  }

  #line({ layer, entry }: AuditedEntry): string {
    const { at, actor, kind, subject, seq, from, to, reason } = entry;
    const log = `${layer}/${subject.replace(/^refs\//, '')}`;
    const ids = [from, to].map((id) => (id === undefined ? '-' : shortId(id))).join(' -> ');
    return [
      formatTime(at),
      this.output.paint('yellow', kind.padEnd(10)),
      `${this.output.paint('cyan', log)} ${seq}`,
      ...(from === undefined && to === undefined ? [] : [ids]),
      safeText(actor),
      ...(reason === undefined ? [] : [safeText(reason.trimEnd())]),
    ].join('  ');
  }
}
