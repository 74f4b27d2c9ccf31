import { setImmediate } from 'node:timers/promises';
import type { CallOptions } from '../store/contract.ts';
import type { CheckHelper } from './check-helper.ts';
import { checkNext, differing, isWhole, newCheckState, stopCheck, taskCount } from './check-tasks.ts';
import type { CacheFile } from './stat-cache-file.ts';
import { throwIfAborted } from './throw-if-aborted.ts';

/** Tasks between two looks at the signal. */
const BREATH = 16;

/**
 * The rows of a stat cache whose files are not as they were, or that it can't vouch for; undefined when names came or
 * went, when many files changed, and whenever it can't tell. Nothing is read but names and stats.
 */
export async function differingRows(
  folder: string,
  { bytes, view }: CacheFile,
  options: CallOptions & { readonly helper: CheckHelper | undefined },
): Promise<readonly number[] | undefined> {
  throwIfAborted(options);
  if (view.header.listing === undefined) return undefined;
  const root = `${folder}/`;
  const state = newCheckState();
  options.helper?.begin({ root, bytes, state });
  try {
    const targets = view.targets();
    for (let task = 1; checkNext(root, view, state, targets); task++) {
      if (task % BREATH !== 0) continue;
      await setImmediate();
      throwIfAborted(options);
    }
    if (!isWhole(state, taskCount(view))) await options.helper?.ended;
    return isWhole(state, taskCount(view)) ? differing(state) : undefined;
  } finally {
    // Whatever the reason for leaving, the helper need not go on.
    stopCheck(state);
  }
}
