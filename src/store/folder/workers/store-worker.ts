// Entry point of a thread: the build must emit it as `store-worker.js`, in the folder of the file that
// `worker-pool.ts` ends up in.
import { parentPort, workerData } from 'node:worker_threads';
import { failureOf } from './failure-message.ts';
import { Performer } from './performer.ts';
import {
  type AnswerMessage,
  NO_MORE,
  type TaskKind,
  type TaskMessage,
  type Tasks,
  type WorkerSetup,
} from './worker-messages.ts';

const setup = workerData as WorkerSetup;
const performer = new Performer(setup, () => Atomics.load(setup.stop, 0) !== 0);

async function answer(message: TaskMessage): Promise<void> {
  const { number } = message;
  let reply: AnswerMessage;
  try {
    reply = { number, result: await performer.perform(message) };
  } catch (error) {
    reply = { number, failure: failureOf(error) };
  }
  parentPort?.postMessage(reply, 'result' in reply ? columnsOf(reply.result) : []);
}

/** The buffers of a result's columns, which are handed over rather than copied. */
function columnsOf(result: Tasks[TaskKind]['result']): ArrayBuffer[] {
  const columns: readonly unknown[] = Object.values(result);
  return columns
    .filter(ArrayBuffer.isView)
    .flatMap(({ buffer }) => (buffer instanceof ArrayBuffer ? [buffer] : []));
}

let last: Promise<void> = Promise.resolve();
parentPort?.on('message', (message: TaskMessage | typeof NO_MORE) => {
  last = last.then(() => (message === NO_MORE ? parentPort?.close() : answer(message)));
});
