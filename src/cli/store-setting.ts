import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { formatBytes } from '../format/bytes.ts';
import { count } from '../format/count.ts';
import { safe } from '../format/safe-text.ts';
import type { LakeHost } from '../lake/lake.ts';
import { dlakeFolder, readLakeFile, storeFolder } from '../lake/lake-file.ts';
import type { Output } from './output.ts';
import type { ProgressDisplay } from './progress-display.ts';

/** What the command has at hand that shows or moves a lake's store. */
export interface StoreSetting {
  readonly root: string;
  readonly host: LakeHost;
  readonly output: Output;
  readonly progress: ProgressDisplay;
  readonly signal: AbortSignal;
}

/** Shows where a lake's store is, or moves it to another folder. Throws what `moveStore` does. */
export async function storeSetting(
  { root, host, output, progress, signal }: StoreSetting,
  to: string | undefined,
): Promise<void> {
  if (to === undefined) {
    const store = storeFolder(root, readLakeFile(root));
    const unfinished = existsSync(join(dlakeFolder(root), 'moving.json'));
    output.result({ key: 'store', value: store, scope: 'lake', unfinished }, () => [safe`${store}`]);
    if (unfinished)
      output.note('A move of the store has not ended: give the same `dlake config store DIR` again.');
    return;
  }
  const { moveStore } = await import('../lake/move-store.ts');
  const show = (what: string) => (done: { readonly files: number; readonly bytes: number }) =>
    progress.update({ what, objects: done.files, bytes: done.bytes });
  const moved = await moveStore(root, to, host, {
    signal,
    onProgress: show('Copying'),
    onVerify: show('Reading back'),
  });
  progress.end();
  output.result({ key: 'store', ...moved }, () => [
    moved.files === 0
      ? safe`The store is in ${moved.to}`
      : safe`The store is in ${moved.to} now: ${count(moved.files, 'file')}, ${formatBytes(moved.bytes)} read back and hashed`,
  ]);
}
