import { setTimeout } from 'node:timers/promises';
import type { BlobId } from '../../../../src/records/ids.ts';
import { openS3Store } from '../../../../src/store/s3/open-s3-store.ts';
import { parseS3Address } from '../../../../src/store/s3/s3-address.ts';
import { MemoryIndex } from '../memory-index.ts';
import { patternPieces } from '../pattern.ts';

/** Begins to send a large blob, says so when it has handed out some of it, and waits to be killed. */
const [address = '', keys = '', id = '', half = ''] = process.argv.slice(2);
const store = await openS3Store({
  address: parseS3Address(address),
  credentials: JSON.parse(keys),
  index: new MemoryIndex(),
  scratch: '/nonexistent',
});
const session = await store.session('raw');
await session.putStream(id as BlobId, stalled());

async function* stalled(): AsyncIterable<Uint8Array> {
  yield* patternPieces(Number(half));
  process.stdout.write('half\n');
  await setTimeout(2 ** 30);
}
