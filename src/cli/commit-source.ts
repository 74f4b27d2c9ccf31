import { formatBytes } from '../format/bytes.ts';
import type { Committed } from '../format/committed-json.ts';
import { count } from '../format/count.ts';
import { safe } from '../format/safe-text.ts';
import type { LocalLake } from '../lake/lake.ts';
import type { VersionFacts } from '../lake/version-facts.ts';
import { parseRef } from '../records/parse-ref.ts';
import { type Ref, refText } from '../records/ref.ts';
import { commitObjects } from '../sync/commit-objects.ts';
import type { RemoteDestination } from '../sync/destination.ts';
import { openSource } from '../sync/open-source.ts';
import type { Output } from './output.ts';
import type { ProgressDisplay } from './progress-display.ts';

/** What a commit works with. */
export interface CommitContext {
  readonly lake: LocalLake;
  readonly output: Output;
  readonly progress: ProgressDisplay;
  readonly signal: AbortSignal;
}

/** Commits objects in S3; undefined for a dry run, which has said by then what would be read. */
export async function commitSource(
  { lake, output, progress, signal }: CommitContext,
  path: string,
  flags: {
    readonly as?: string | undefined;
    readonly url?: string | undefined;
    readonly jobs?: number | undefined;
    readonly 'allow-delete': boolean;
    readonly 'dry-run': boolean;
  },
  how: {
    readonly factsOf: (ref: Ref, url: string) => VersionFacts;
    readonly destinationOf: (ref: Ref) => Promise<RemoteDestination | undefined>;
  },
): Promise<Committed | undefined> {
  const ref = parseRef(flags.as ?? '');
  const source = await openSource(path, flags.jobs);
  try {
    const objects = await source.list({ signal });
    if (flags['dry-run']) {
      const bytes = objects.reduce((sum, { size }) => sum + size, 0);
      const files = objects.map(({ path: name, size, key }) => ({ path: name, size, key }));
      output.result({ ref: refText(ref), source: source.address, files, bytes }, () => [
        ...objects.map(({ path: name, size }) => safe`${name}  ${formatBytes(size)}`),
        `${count(objects.length, 'object')}, ${formatBytes(bytes)} would be read`,
      ]);
      return undefined;
    }
    const destination = await how.destinationOf(ref);
    return await commitObjects(lake, source, objects, {
      ref,
      facts: how.factsOf(ref, flags.url ?? source.address),
      allowDelete: flags['allow-delete'],
      signal,
      onProgress: (done) => progress.update({ what: 'Reading', ...done }),
      ...(destination && { destination }),
    });
  } finally {
    source.close();
  }
}
