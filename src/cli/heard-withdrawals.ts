import { safe } from '../format/safe-text.ts';
import type { HeardWithdrawals } from '../sync/copy-withdrawals.ts';
import type { Output } from './output.ts';
import { erasedLines, withdrawalLine } from './withdrawal-lines.ts';
import { withdrawnCopies } from './withdrawn-copies.ts';

/** Says what a lake, this one or the named one, heard to be withdrawn, and what became of its copies: nothing goes unnamed. */
export function warnOfWithdrawals(
  output: Output,
  heard: HeardWithdrawals | undefined,
  where = 'here',
  root?: string,
): void {
  if (heard === undefined) return;
  for (const one of heard.withdrawals) output.warn(safe`Withdrawn ${where}: ${withdrawalLine(one)}`);
  for (const line of erasedLines(heard.erased)) output.warn(safe`${line} (${where})`);
  if (root === undefined) return;
  const copies = withdrawnCopies(root, heard.erased.used);
  output.warnOfEach(
    copies,
    (path) => safe`${path} in the worktree may still have withdrawn bytes: delete it.`,
  );
}
