import { logHeads } from '../../../src/catalog/log-heads.ts';
import type { SearchFilter } from '../../../src/catalog/search-commits.ts';
import type { Lake } from '../../../src/lake/lake.ts';
import { log } from '../../../src/lake/log.ts';
import { logStarts } from '../../../src/lake/log-starts.ts';
import { search } from '../../../src/lake/search.ts';
import { whence } from '../../../src/lake/whence.ts';
import { type BlobId, blobId } from '../../../src/records/ids.ts';
import { refSubject, refText } from '../../../src/records/ref.ts';
import { sha256Hex } from '../../../src/records/sha256.ts';
import { shapeOf } from './dataset-shapes.ts';
import { refOf, SHARED_BLOB, syntheticDataset } from './synthetic-dataset.ts';
import { geneOf } from './synthetic-facts.ts';

/** Something that a lake is asked, by the function that a command asks it by. */
export interface Question {
  readonly what: string;
  /** Gives how many rows came. */
  ask(lake: Lake): Promise<number>;
}

/** What is asked of a lake with so many datasets. */
export function questionsOf(datasets: number): readonly Question[] {
  const small = Math.floor(datasets / 2);
  const some = Array.from({ length: 500 }, (_, at) => refOf(Math.floor((at * datasets) / 500)));
  const lastFile = ([...syntheticDataset(small, shapeOf(small)).blobs.values()] as BlobId[]).at(-1) as BlobId;
  const stored = some.slice(0, 256).flatMap((_, at) => objectsOf(Math.floor((at * datasets) / 500)));
  const objects = [...stored, ...strangers(4096)].slice(0, 4096);
  return [
    {
      what: 'heads of 500 logs',
      ask: async (lake) =>
        (
          await logHeads(
            await lake.catalog(),
            some.map((ref) => ({ layer: ref.layer, subject: refSubject(ref) })),
          )
        ).size,
    },
    {
      what: 'which of 4,096 objects are here',
      ask: async (lake) => objects.length - (await lake.store.missing('raw', objects)).size,
    },
    logQuestion('`log -n 20`', undefined, 20),
    logQuestion('`log REF`, 8 versions', refText(refOf(small)), undefined),
    logQuestion('`log DATASET`, 8 versions', refText(refOf(small)).replace('raw/', ''), undefined),
    logQuestion('`log REF -n 20`, of 2,010 versions', refText(refOf(7)), 20),
    logQuestion('`log REF`, 2,010 versions', refText(refOf(7)), undefined),
    searchQuestion(`a word of few datasets`, { words: geneOf(small) }),
    searchQuestion('a word of one in 16', { words: 'spleen' }),
    searchQuestion('two words of one in 16 and one in 12', { words: 'spleen glioma' }),
    searchQuestion("a dataset's id", { words: refOf(small).externalId }),
    searchQuestion('a part of an id', { words: refOf(small).externalId.slice(2) }),
    searchQuestion('a word that is spelt otherwise', { words: 'melanomma' }),
    searchQuestion('a keyword of few datasets', { keywords: [geneOf(small)] }),
    searchQuestion('two metadata', {
      metadata: { platform: `GPL${570 + (small % 90)}`, samples: `${12 + (small % 300)}` },
    }),
    searchQuestion('every version, a word of few datasets', { words: geneOf(small), history: true }),
    whenceQuestion('of a file in one version', lastOf(small)),
    whenceQuestion('of a file in several versions', lastFile),
    whenceQuestion('of a file that many datasets have', SHARED_BLOB),
    whenceQuestion('of bytes that nobody has', blobId(sha256Hex('nobody has this'))),
  ];
}

function logQuestion(what: string, revision: string | undefined, limit: number | undefined): Question {
  return {
    what,
    ask: async (lake) => {
      const from = revision === undefined ? undefined : (await logStarts(lake, revision)).from;
      let rows = 0;
      for await (const _ of log(lake, { from, limit })) rows += 1;
      return rows;
    },
  };
}

const searchQuestion = (what: string, filter: SearchFilter): Question => ({
  what: `\`search\`: ${what}`,
  ask: async (lake) => (await search(lake, filter)).length,
});

const whenceQuestion = (what: string, blob: BlobId): Question => ({
  what: `\`whence\` ${what}`,
  ask: async (lake) => (await whence(lake, blob)).length,
});

/** The blob that came with the last version. */
const lastOf = (n: number): BlobId => [...syntheticDataset(n, shapeOf(n)).stored].at(-1) as BlobId;

const objectsOf = (n: number) => [...syntheticDataset(n, shapeOf(n)).stored].slice(0, 8);

const strangers = (count: number) =>
  Array.from({ length: count }, (_, at) => blobId(sha256Hex(`stranger ${at}`)));
