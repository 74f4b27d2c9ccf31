import { LAYERS } from '../records/layers.ts';
import { refOfSubject } from '../records/parse-ref.ts';
import { type Dataset, refText } from '../records/ref.ts';
import type { Lake } from './lake.ts';
import { peekHead } from './peek-head.ts';

const SHOWN = 3;

/** Refs that may have been meant: the same dataset in another layer, or the same id under another source. */
export async function nearRefs(lake: Lake, { source, externalId }: Dataset): Promise<readonly string[]> {
  const wanted = externalId.toLowerCase();
  const [same, other]: [string[], string[]] = [[], []];
  for (const layer of LAYERS) {
    for await (const subject of lake.store.logs.subjects(layer, 'refs/')) {
      const ref = refOfSubject(layer, subject);
      if (ref === undefined || !ref.externalId.toLowerCase().startsWith(wanted)) continue;
      if ((await peekHead(lake, layer, subject)).ended) continue;
      (ref.source === source && ref.externalId.length === wanted.length ? same : other).push(refText(ref));
    }
  }
  return [...same, ...other].slice(0, SHOWN);
}
