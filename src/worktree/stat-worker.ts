import { parentPort } from 'node:worker_threads';
import { type StatJob, statChunk } from './stat-pool.ts';

parentPort?.on('message', (job: StatJob | undefined) => {
  if (job === undefined) {
    parentPort?.postMessage(undefined);
    parentPort?.close();
    return;
  }
  statChunk(job.block, job.chunk, job.root, () => job.paths.split('\0'));
});
