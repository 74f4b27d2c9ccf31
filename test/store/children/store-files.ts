// A process that stores every file of a folder in one session, again and again if asked to.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { openFolderStore } from '../../../src/store/folder/open-folder-store.ts';

const [root = '', cache = '', host = '', folder = '', linkMode = 'copy'] = process.argv.slice(2);
const store = await openFolderStore({ root, cache, host });
const session = await store.session('raw', {
  linkMode: linkMode === 'hardlink' ? 'hardlink' : 'copy',
  workers: 2,
});
const files = readdirSync(folder).map((path, index) => ({
  index,
  path,
  size: statSync(join(folder, path)).size,
}));
process.stdout.write('begun\n');
for await (const _ of session.ingest(folder, files.values()));
await session.flush();
process.stdout.write('flushed\n');
await session.close();
await store.close();
