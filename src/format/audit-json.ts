import type { AuditedEntry } from '../lake/audit/audit-log.ts';
import { cidText } from '../records/ids.ts';
import { csvLine } from './csv-line.ts';

/** An entry of a log as front ends give it to programs. */
export interface AuditEntryJson {
  readonly at: string;
  readonly actor: string;
  readonly kind: string;
  /** `LAYER/SUBJECT` */
  readonly log: string;
  readonly seq: number;
  readonly id: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly reason: string | null;
  readonly data: object | null;
}

/** The form of an entry for programs; of a checkpoint not the entries that it is over, which are many. */
export function auditEntryJson({ layer, id, entry }: AuditedEntry): AuditEntryJson {
  const { at, actor, kind, subject, seq, from, to, reason, data } = entry;
  const { logs, cursor, ...rest } = data ?? {};
  return {
    at,
    actor,
    kind,
    log: `${layer}/${subject}`,
    seq,
    id: cidText(id),
    from: from === undefined ? null : cidText(from),
    to: to === undefined ? null : cidText(to),
    reason: reason ?? null,
    data: data === undefined ? null : kind === 'checkpoint' ? rest : data,
  };
}

/** The columns of the log as a table. */
export const AUDIT_COLUMNS: readonly (keyof AuditEntryJson)[] = [
  'at',
  'actor',
  'kind',
  'log',
  'seq',
  'id',
  'from',
  'to',
  'reason',
];

/** An entry as a line of a table with these columns. */
export function auditCsvLine(found: AuditedEntry): string {
  const row = auditEntryJson(found);
  return csvLine(AUDIT_COLUMNS.map((column) => (row[column] ?? '') as string | number));
}
