import type { S3ClientConfig } from '@aws-sdk/client-s3';
import PQueue from 'p-queue';
import type { S3Address, S3Credentials } from './s3-address.ts';
import { S3Requests } from './s3-requests.ts';

/** How a server is reached. */
export interface S3Connection {
  readonly address: S3Address;
  /** Default: those in the address, else what the AWS client finds in the environment and in profiles. */
  readonly credentials?: S3Credentials;
  /** Requests at once; default 16. */
  readonly jobs?: number;
  /** For how long nothing may move on a socket before it is given up; default 60 s. */
  readonly stalledMs?: number;
  /** Ends all requests. */
  readonly signal?: AbortSignal;
}

const SILENT = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };
const CONNECT_MS = 10_000;
const STALLED_MS = 60_000;
const ATTEMPTS = 5;
const JOBS = 16;
/** Packs and the like that are in memory at once. */
const HEAVY = 2;
const SHA256_HEADER = 'x-amz-content-sha256';
const CHECKSUM_HEADER = 'x-amz-checksum-sha256';
const PROBE_HEADER = 'x-amz-meta-probe';
const SHA256_SUM = /^[A-Za-z0-9+/]{43}=$/;

/** Makes a client of a server. Nothing is sent yet, and the AWS client is loaded now. */
export async function connectS3(connection: S3Connection): Promise<S3Requests> {
  const { S3 } = await import('@aws-sdk/client-s3');
  const { address, signal, jobs = JOBS, stalledMs = STALLED_MS } = connection;
  const credentials = connection.credentials ?? address.credentials;
  const agent = { keepAlive: true, maxSockets: jobs * 2 };
  const config: S3ClientConfig = {
    region: address.region,
    ...(address.endpoint !== undefined && { endpoint: address.endpoint }),
    ...(credentials && { credentials: { ...credentials } }),
    forcePathStyle: address.pathStyle,
    followRegionRedirects: false,
    maxAttempts: ATTEMPTS,
    // Ours is SHA-256 and always given; whole reads are checked against ids.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // Without one it prints of a stream that it can't send again.
    logger: SILENT,
    requestHandler: {
      connectionTimeout: CONNECT_MS,
      socketTimeout: stalledMs,
      httpAgent: agent,
      httpsAgent: agent,
    },
  };
  const s3 = new S3(config);
  const count = { sent: 0, skewMs: undefined as number | undefined };
  s3.middlewareStack.add(
    (next) => async (args) => {
      const { headers } = args.request as { headers: Record<string, string> };
      const sum = headers[CHECKSUM_HEADER];
      // The body is hashed already: signing need not hash it once more. A probe of checksums signs what it sends.
      if (sum !== undefined && SHA256_SUM.test(sum) && headers[PROBE_HEADER] === undefined)
        headers[SHA256_HEADER] = Buffer.from(sum, 'base64').toString('hex');
      return next(args);
    },
    { step: 'build', name: 'dlakeBodyHash', priority: 'low' },
  );
  s3.middlewareStack.add(
    (next) => async (args) => {
      count.sent += 1;
      const result = await next(args);
      const { date } = (result.response as { headers: Record<string, string> }).headers;
      if (date !== undefined) count.skewMs = Date.parse(date) - Date.now();
      return result;
    },
    { step: 'deserialize', name: 'dlakeCount', priority: 'low' },
  );
  const queue = new PQueue({ concurrency: jobs });
  const heavy = new PQueue({ concurrency: HEAVY });
  return new S3Requests({ address, s3, queue, heavy, count, ...(signal && { signal }) });
}
