import { Session } from '../cli/run-dlake.ts';

/** The refs of a small lake. */
export const RAW = 'raw/geo/GSE2034';
export const MEAN = 'processed/geo/GSE2034.mean';

const COMMITS: readonly (readonly [time: string, ...args: string[]])[] = [
  [
    '2026-11-20T08:00:00Z',
    RAW,
    '-m',
    'As downloaded from GEO',
    '--keyword',
    'relapse',
    '--meta',
    'tissue=breast',
  ],
  ['2026-11-21T09:30:00Z', RAW, '-m', 'Added BRCA1\n\nThe probes of chromosome 17 were missing.'],
  ['2026-11-22T10:00:00Z', MEAN, '-m', 'Means', '--from', RAW, '--param', 'method=mean'],
];

/** A lake with two versions of a dataset in raw, and what was derived from the second. */
export async function smallLake(env: Readonly<Record<string, string>> = {}): Promise<Session> {
  const session = new Session(env);
  await session.json(['init']);
  for (const [at, [time, ...args]] of COMMITS.entries()) {
    writeFiles(session, at);
    await session.json(['commit', ...args], { env: { DLAKE_NOW: time } });
  }
  return session;
}

function writeFiles(session: Session, at: number): void {
  const matrix = 'gene\tGSM1\tGSM2\nTP53\t7.1\t6.9\n';
  if (at === 0) {
    session.write(`lake/${RAW}/matrix.tsv`, matrix);
    session.write(`lake/${RAW}/docs/README.txt`, 'Relapse of breast cancer, 286 patients\n');
  }
  if (at === 1) session.write(`lake/${RAW}/matrix.tsv`, `${matrix}BRCA1\t5.0\t5.2\n`);
  if (at === 2) session.write(`lake/${MEAN}/mean.tsv`, 'TP53\t7.0\nBRCA1\t5.1\n');
}

/** What every id in JSON looks like: a whole CIDv1 in base32, of a blob or of a record. */
export const CID = /^baf(?:kre|yre)i[a-z2-7]{52}$/;

/** The strings below a value that look like the beginning of a CID but are not whole ones. */
export function brokenIds(value: unknown): string[] {
  if (typeof value === 'string') return value.startsWith('baf') && !CID.test(value) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(brokenIds);
}
