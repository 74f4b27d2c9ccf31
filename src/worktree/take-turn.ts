import { randomBytes, randomInt } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { dlakeFolder } from '../lake/lake-file.ts';
import { type Ref, refText } from '../records/ref.ts';
import { makeFolder } from '../store/writing/make-folder.ts';

/** A turn that goes on for so long is nobody's any more. */
const STALE_MS = 2000;
/** How long to wait between looks, at first and at last. */
const SHORT_MS = 10;
const LONG_MS = 80;

/**
 * Waits for a turn among those who add to one ref of a lake at once, and gives the function that ends it. Turns
 * decide nothing: who comes out of turn, or whose turn is taken for dead while it is not, loses a race at worst.
 * They save the work of those races, which grows with the square of how many there are.
 */
export async function takeTurn(root: string, ref: Ref, signal?: AbortSignal): Promise<() => void> {
  const path = join(dlakeFolder(root), 'state', 'turns', refText(ref));
  const token = randomBytes(8).toString('hex');
  let [theirs, since] = ['', performance.now()];
  for (let pause = SHORT_MS; ; pause = Math.min(pause * 1.5, LONG_MS)) {
    signal?.throwIfAborted();
    if (begin(path, token)) break;
    const now = tokenAt(path);
    if (now !== theirs) [theirs, since] = [now, performance.now()];
    if (performance.now() - since > STALE_MS) rmSync(path, { force: true });
    else await sleep(randomInt(Math.ceil(pause / 2), Math.ceil(pause) + 1));
  }
  return () => {
    if (tokenAt(path) === token) rmSync(path, { force: true });
  };
}

/** False while it is somebody's turn. Where nothing can be written, it is everybody's. */
function begin(path: string, token: string): boolean {
  try {
    makeFolder(dirname(path));
    writeFileSync(path, token, { flag: 'wx' });
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'EEXIST';
  }
}

function tokenAt(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
