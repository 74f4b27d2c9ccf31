import type { LakeView } from '../../../src/tui/lake-view.ts';
import type { DatasetRow } from '../../../src/tui/model/dataset-row.ts';
import { someVersion } from '../some-lake.ts';

/** A view of a lake that is these rows, each with one version. */
export const viewOfRows = (rows: readonly DatasetRow[]): LakeView => ({
  async *load(want) {
    if (want.kind === 'datasets') yield { type: 'datasets', rows, complete: true };
    if (want.kind === 'versions')
      yield { type: 'versions', ref: want.ref, rows: [someVersion(1, { message: `of ${want.ref}` })] };
  },
  async *follow() {},
});
