import { connectS3 } from '../../store/s3/connect-s3.ts';
import { probeBuckets } from '../../store/s3/probe/probe-buckets.ts';
import type { ProbeFinding } from '../../store/s3/probe/probe-finding.ts';
import { parseS3Address } from '../../store/s3/s3-address.ts';

/** What was found out about a central store. */
export type CentralFinding = ProbeFinding;

/** Finds out, by trying, what the server of a central store does and how its buckets are set up. */
export async function doctorCentral(store: string, signal?: AbortSignal): Promise<readonly CentralFinding[]> {
  const requests = await connectS3({ address: parseS3Address(store) });
  try {
    const findings: CentralFinding[] = [];
    for await (const finding of probeBuckets(requests, signal)) findings.push(finding);
    return findings;
  } finally {
    requests.close();
  }
}
