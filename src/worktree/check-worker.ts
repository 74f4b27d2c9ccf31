import { parentPort } from 'node:worker_threads';
import { cacheView } from './cache-view.ts';
import type { CheckJob } from './check-helper.ts';
import { checkNext } from './check-tasks.ts';

parentPort?.once('message', (job: CheckJob | undefined) => {
  if (job === undefined) return;
  const { root, bytes, state } = job;
  const view = cacheView(bytes);
  const targets = view.targets();
  while (checkNext(root, view, state, targets));
  parentPort?.postMessage(undefined);
});
