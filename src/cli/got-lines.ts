import { formatBytes } from '../format/bytes.ts';
import { count } from '../format/count.ts';
import { safe, safeText } from '../format/safe-text.ts';
import { cidText } from '../records/ids.ts';
import type { GotVersion } from '../sync/get-files.ts';
import { versionName } from './version-lines.ts';

/** So many names are shown. */
const NAMES = 20;

/** What came for a version, for people. */
export function gotLines(got: GotVersion, dryRun: boolean): string[] {
  const { version, from, copied, lost, files, moreFiles } = got;
  const name = versionName(version);
  const came = dryRun ? 'would come' : 'came';
  const told = from.map(
    ({ remote, objects, bytes }) =>
      safe`${name}: ${count(objects, 'file')}, ${formatBytes(bytes)} ${came} from ${remote}`,
  );
  const others = copied > 0 ? [safe`${name}: ${count(copied, 'file')} ${came} from another layer here`] : [];
  const shown = dryRun ? files.slice(0, NAMES) : [];
  const more = dryRun ? files.length + moreFiles - shown.length : 0;
  const lacking = lost.slice(0, NAMES).map(({ path }) => `  not found: ${safeText(path)}`);
  const rest = lost.length - lacking.length;
  const lines = [
    ...told,
    ...shown.map(({ path, bytes }) => `  ${safeText(path)}  ${formatBytes(bytes)}`),
    ...(more > 0 ? [`  and ${count(more, 'more file')}`] : []),
    ...others,
    ...(lost.length > 0
      ? [safe`${name}: ${count(lost.length, 'file')} at no remote that could be asked`]
      : []),
    ...lacking,
    ...(rest > 0 ? [`  and ${count(rest, 'more file')}`] : []),
  ];
  return lines.length > 0 ? lines : [safe`${name}: all of it is here`];
}

/** What came for a version, for programs. */
export function gotJson({ version, objects, bytes, copied, from, files, moreFiles, lost }: GotVersion) {
  return {
    revision: versionName(version),
    commit: cidText(version.id),
    objects,
    bytes,
    copied,
    from,
    files,
    moreFiles,
    lost: lost.map(({ path, id, size }) => ({ path, blob: cidText(id), bytes: size })),
  };
}
