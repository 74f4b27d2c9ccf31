import type { CommitWithId } from '../../src/lake/read-commit.ts';
import type { Commit } from '../../src/records/commit.ts';
import { blobId, type CommitId, commitId, manifestId } from '../../src/records/ids.ts';
import type { Layer } from '../../src/records/layers.ts';
import { type DatasetRow, datasetRow } from '../../src/tui/model/dataset-row.ts';

/** An id made from a number. */
export const someCommitId = (number: number): CommitId => commitId(number.toString(16).padStart(64, '0'));
export const someBlobId = (number: number) => blobId(number.toString(16).padStart(64, 'b'));

/** A row of the list of datasets. */
export const someDataset = (layer: Layer, dataset: string, number = 1): DatasetRow =>
  datasetRow({
    layer,
    dataset,
    head: someCommitId(number),
    version: `v${number}`,
    bytes: 1000 ** (number % 4) * 7,
  });

/** A version; `facts` stand in for what it says by itself. */
export const someVersion = (number: number, facts: Partial<Commit> = {}): CommitWithId => ({
  id: someCommitId(number),
  commit: {
    dataset: 'geo/GSE2034',
    layer: 'raw',
    manifest: manifestId('c'.repeat(64)),
    files: 3,
    bytes: 123_456,
    action: 'collection',
    metadata: { source: 'geo', date: '2026-11-22', version: `v${number}` },
    name: 'GSE2034',
    author: 'Ada Example <ada@example.org>',
    message: 'As downloaded from GEO',
    committedAt: '2026-11-22T10:11:12.345Z',
    ...facts,
  },
});
