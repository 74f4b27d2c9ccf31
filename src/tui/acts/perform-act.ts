import type { ActRequest } from '../model/act-request.ts';
import type { ActHost, ActOptions, ActOutcome } from './act-host.ts';

/** Does what is asked for, with the code of that act alone, and tells what came of it. */
export async function performAct(
  host: ActHost,
  request: ActRequest,
  options: ActOptions,
): Promise<ActOutcome> {
  switch (request.act) {
    case 'commit':
      return (await import('./commit-act.ts')).commitAct(host, request, options);
    case 'checkout':
      return (await import('./checkout-act.ts')).checkoutAct(host, request.version, options);
    case 'promote':
      return (await import('./promote-act.ts')).promoteAct(host, request, options);
    case 'get':
      return (await import('./get-act.ts')).getAct(host, request.version, options);
    case 'drop':
      return (await import('./drop-act.ts')).dropAct(host, request.version, options);
    case 'tag':
      return (await import('./tag-act.ts')).tagAct(host, request);
    case 'verify':
      return (await import('./verify-act.ts')).verifyAct(host, request.version, options);
    case 'fetch':
      return (await import('./fetch-act.ts')).fetchAct(host, options);
    case 'pull':
      return (await import('./pull-act.ts')).pullAct(host, request.ref, options);
    case 'push':
      return (await import('./push-act.ts')).pushAct(host, request.ref, options);
  }
}
