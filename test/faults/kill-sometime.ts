import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpProxy } from '../servers/http-proxy.ts';
import type { Lab, Run } from './lab.ts';
import type { Random } from './random.ts';

/** When a command is killed: at one of its first so many requests, or within so many milliseconds. */
export type Moment = { readonly requests: number } | { readonly milliseconds: number };

/** Starts a command whose requests go through a proxy, and kills it at some moment. Gives how it ended. */
export async function killSometime(
  lab: Lab,
  proxy: HttpProxy,
  args: readonly string[],
  random: Random,
  moment: Moment,
): Promise<Run> {
  const { child, ended } = lab.start(args);
  if ('milliseconds' in moment) {
    await sleep(random.below(moment.milliseconds));
    child.kill('SIGKILL');
    return ended;
  }
  let left = 1 + random.below(moment.requests);
  const count = () => {
    left -= 1;
    if (left === 0) child.kill('SIGKILL');
    return false;
  };
  const order = proxy.order({ kind: 'stall' }, { when: count });
  return ended.finally(() => order.cancel());
}
