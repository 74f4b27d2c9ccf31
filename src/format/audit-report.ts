import type { AuditProblem } from '../lake/audit/audit-problem.ts';
import type { AuditReport } from '../lake/audit/verify-audit.ts';
import type { CheckpointNote } from '../records/checkpoint-note.ts';
import { count } from './count.ts';
import { safe } from './safe-text.ts';
import { formatTime } from './time.ts';

/** What a checkpoint outside says, and whose signature it bears. */
interface Outside {
  readonly note: CheckpointNote;
  readonly signedBy?: { readonly fingerprint: string; readonly principals?: string };
}

/** The report of `audit verify` for people: each problem by the name of its log, then what was looked at. */
export function auditReportLines(report: AuditReport, outside: Outside | undefined): string[] {
  const { problems, checkpoints, entries, uncovered } = report;
  const covered = `${count(entries, 'entry', 'entries')} that ${count(checkpoints, 'checkpoint')} vouch for`;
  const rest = uncovered === 0 ? '' : `, and ${count(uncovered, 'newer one', 'newer ones')} in their order`;
  return [
    ...problems.map(problemLine),
    ...(problems.length > 0 ? [] : [`Nothing was altered: ${covered}${rest}.`]),
    ...(outside === undefined
      ? ['No checkpoint from outside was given: what its owner wrote anew as a whole is not found.']
      : [outsideLine(outside)]),
  ];
}

function problemLine({ where, log, from, to, problem, reason }: AuditProblem): string {
  const named = `${from === to ? `entry ${from}` : `entries ${from} to ${to}`} of ${log.replace('/refs/', '/')}`;
  const words: Readonly<Record<AuditProblem['problem'], string>> = {
    altered: 'not what the lake vouches for',
    missing: 'gone, though later ones are there',
    'cut-off': 'cut off',
    unchained: `in no order: ${reason}`,
    rewritten: `written anew since the checkpoint: the last of them is another one`,
    skipped: 'left out by the checkpoints: nothing vouches for them',
    invalid: `not valid: ${reason}`,
  };
  return safe`${where}: ${named}: ${words[problem]}`;
}

function outsideLine({ note, signedBy }: Outside): string {
  const who = signedBy?.principals ?? signedBy?.fingerprint;
  const signed = who === undefined ? 'unsigned' : safe`signed by ${who}`;
  return safe`Checkpoint: entry ${note.seq} of the lake, ${formatTime(note.at)}, by ${note.actor} (${signed})`;
}
