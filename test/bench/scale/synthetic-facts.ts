import type { Commit } from '../../../src/records/commit.ts';
import { sortUtf8 } from '../../../src/records/utf8-order.ts';

const TISSUES =
  'breast lung liver colon kidney brain skin blood bone heart ovary prostate pancreas stomach thyroid spleen'.split(
    ' ',
  );
const DISEASES =
  'carcinoma melanoma lymphoma leukaemia sarcoma glioma diabetes asthma fibrosis hepatitis arthritis psoriasis'.split(
    ' ',
  );
const ASSAYS = 'microarray RNA-seq ATAC-seq ChIP-seq proteomics methylation metabolomics'.split(' ');
const ORGANISMS = ['Homo sapiens', 'Mus musculus', 'Rattus norvegicus', 'Danio rerio'];
/** So many genes there are; each is named by five datasets of 100,000. */
const GENES = 20_000;

/** A gene that few datasets name. */
export const geneOf = (n: number): string => `GENE${n % GENES}`;

/** What version `version` of dataset `n` says of itself: words of which some are in a tenth of all, others in few. */
export function factsOf(
  n: number,
  version: number,
  at: string,
): Pick<Commit, 'action' | 'metadata' | 'name' | 'keywords' | 'author' | 'message' | 'committedAt'> {
  const [tissue, disease] = [pick(TISSUES, n), pick(DISEASES, Math.floor(n / 7))];
  const assay = pick(ASSAYS, Math.floor(n / 3));
  return {
    action: 'collection',
    metadata: {
      source: 'geo',
      date: at.slice(0, 10),
      version: `v${version}`,
      organism: pick(ORGANISMS, Math.floor(n / 11)),
      platform: `GPL${570 + (n % 90)}`,
      samples: String(12 + (n % 300)),
    },
    name: `${assay} of ${tissue} ${disease}, cohort ${Math.floor(n / 10)}`,
    keywords: sortUtf8([...new Set([assay, tissue, geneOf(n)])]),
    author: `Researcher ${n % 997} <r${n % 997}@example.org>`,
    message: version === 1 ? 'As downloaded from GEO' : `Samples were measured again for ${geneOf(n)}`,
    committedAt: at,
  };
}

const pick = <T>(list: readonly T[], n: number): T => list[n % list.length] as T;
