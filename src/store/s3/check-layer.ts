import type { Layer } from '../../records/layers.ts';
import { throwIfAborted } from '../abort.ts';
import type { CallOptions, StoreProblem } from '../contract.ts';
import { isSubject } from '../subject.ts';
import { type KeyVersions, listVersions } from './list-versions.ts';
import { fileOfPath, folderOfKind, keyOfFile } from './s3-layout.ts';
import type { S3Context } from './store-context.ts';
import type { StoredFile } from './store-index.ts';

const ENTRY = /^log\/(.+)\/([0-9]{12})$/;

/** Compares what lies in a layer's bucket with what the index says, and looks at the names; reads no bytes. */
export async function* checkLayer(
  context: S3Context,
  layer: Layer,
  options: CallOptions,
): AsyncIterable<StoreProblem> {
  throwIfAborted(options.signal);
  const signal = options.signal === undefined ? {} : { signal: options.signal };
  const indexed = oneByOne(context.index.files(layer))[Symbol.asyncIterator]();
  let next = await indexed.next();
  for (const kind of ['blob', 'pack'] as const) {
    for await (const found of oneByOne(
      listVersions(context.requests, layer, { prefix: folderOfKind(kind), ...signal }),
    )) {
      const where = `${layer}/${found.path}`;
      const name = fileOfPath(found.path);
      if (name === undefined) {
        yield { where, reason: 'this is not a key of the store' };
        continue;
      }
      // Both are in order of kind and key.
      while (!next.done && compare(next.value, name) < 0) {
        yield { where: keyOfFile(layer, next.value), reason: 'it is not in the bucket' };
        next = await indexed.next();
      }
      if (next.done || compare(next.value, name) !== 0) continue;
      yield* problemsOf(where, next.value, found);
      next = await indexed.next();
    }
  }
  for (; !next.done; next = await indexed.next())
    yield { where: keyOfFile(layer, next.value), reason: 'it is not in the bucket' };
  for await (const { path, hidden } of oneByOne(
    listVersions(context.requests, layer, { prefix: 'log/', ...signal }),
  )) {
    const [, subject] = ENTRY.exec(path) ?? [];
    const where = `${layer}/${path}`;
    if (subject === undefined || !isSubject(subject))
      yield { where, reason: 'this is not an entry of a log' };
    else if (hidden) yield { where, reason: 'a delete marker hides it' };
  }
}

function* problemsOf(where: string, file: StoredFile, found: KeyVersions): Iterable<StoreProblem> {
  if (found.hidden) yield { where, reason: 'a delete marker hides it' };
  const { versionId, size } = found.oldest;
  const same = found.versions === 1 || versionId === file.versionId;
  if (same && size !== file.size) yield { where, reason: `it has ${size} bytes, not ${file.size}` };
}

async function* oneByOne<T>(batches: AsyncIterable<readonly T[]>): AsyncIterable<T> {
  for await (const batch of batches) yield* batch;
}

function compare(a: Pick<StoredFile, 'kind' | 'key'>, b: Pick<StoredFile, 'kind' | 'key'>): number {
  const [one, other] = [`${a.kind} ${a.key}`, `${b.kind} ${b.key}`];
  return one < other ? -1 : one > other ? 1 : 0;
}
