import { count } from '../format/count.ts';
import { safe } from '../format/safe-text.ts';
import type { PlannedClone } from '../sync/plan-clone.ts';
import type { Output } from './output.ts';
import { syncedLines } from './synced-lines.ts';
import { wouldCome } from './would-come.ts';

/** What a clone would know and what would come, for people. */
export function plannedCloneLines(
  output: Output,
  root: string,
  { refs, checkedOut, objects, bytes }: PlannedClone,
): string[] {
  return [
    safe`A lake in ${root} would know ${count(refs.length, 'ref')}`,
    ...(checkedOut.length === 0
      ? refs.map(({ ref }) => safe`  ${ref}`)
      : [...syncedLines(output, checkedOut), wouldCome(objects, bytes)]),
  ];
}
