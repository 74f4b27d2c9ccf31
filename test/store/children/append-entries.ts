// A process of another host: appends so many entries to each of the logs, trying again when it loses.
import { openFolderStore } from '../../../src/store/folder/open-folder-store.ts';

const [root = '', cache = '', host = '', count = '0', ...subjects] = process.argv.slice(2);
const store = await openFolderStore({ root, cache, host });
for (const subject of subjects) {
  for (let made = 0; made < Number(count); ) {
    const seq = ((await store.logs.head('raw', subject))?.seq ?? 0) + 1;
    if (await store.logs.append('raw', subject, seq, Buffer.from(`${host} ${made}`))) made += 1;
  }
}
await store.close();
