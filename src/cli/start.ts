import { fileURLToPath } from 'node:url';
import { boundYoungHeap } from './bound-young-heap.ts';
import { EXIT } from './exit-codes.ts';
import { fail, main } from './main.ts';

// The start of the program: the only file of it that acts when it is loaded.
const argv = process.argv.slice(2);
const controller = new AbortController();

/** The first Ctrl-C asks the command to stop, the second leaves it no choice. */
function interrupt(): void {
  if (controller.signal.aborted) process.exit(EXIT.interrupted);
  controller.abort();
}
process.on('SIGINT', interrupt);
process.on('SIGTERM', interrupt);
process.on('uncaughtException', (error: NodeJS.ErrnoException) => {
  // Whoever read our output has seen enough of it (`| head`): that is no error.
  if (error.code === 'EPIPE') process.exit(EXIT.fine);
  fail(error, argv).then((code) => process.exit(code));
});

boundYoungHeap();

// The bundle lies in dist/, beside bin/ and the manifest.
const root = fileURLToPath(new URL('..', import.meta.url));
main({ argv, root, signal: controller.signal }).then((code) => {
  process.exitCode = code;
});
