import { DlakeError } from '../errors.ts';
import { notToMove } from './not-to-move.ts';
import { roleRule } from './role-rule.ts';

/** What is wrong with an entry that was to be added. */
export interface EntryProblem {
  readonly problem: 'refused' | 'actor' | 'differs' | 'gap' | 'unknown' | 'not-live' | 'withdrawn';
  readonly layer: string;
  readonly subject: string;
  readonly seq: number;
  /** The role that it takes, who it must be of, or `record`. */
  readonly kind: string | null;
  readonly key: Uint8Array | null;
}

/** The error for what is wrong with entries, of which there is at least one: that of the first, but for what is not live. */
export function entryRefusal(problems: readonly EntryProblem[]): DlakeError {
  const [{ problem, layer, subject, seq, kind }] = problems as [EntryProblem];
  const log = `${layer}/${subject}`;
  switch (problem) {
    case 'refused':
      return new DlakeError('rule-refused', { subject: log, rule: roleRule(layer, kind ?? '') });
    case 'actor':
      return new DlakeError('rule-refused', {
        subject: log,
        rule: `its entry is not by ${kind}, who adds it`,
      });
    case 'gap':
    case 'differs': {
      const reason =
        problem === 'gap'
          ? 'the entry before it is missing'
          : 'it differs from the entry that the catalog knows';
      const where = `${layer}/log/${subject}/${String(seq).padStart(12, '0')}`;
      return new DlakeError('store-damaged', { where, reason });
    }
    default:
      return notToMove(
        `${layer}/${subject.slice('refs/'.length)}`,
        problems.map((row) => ({ ...row, kind: row.kind ?? '', key: row.key ?? new Uint8Array() })),
      );
  }
}
