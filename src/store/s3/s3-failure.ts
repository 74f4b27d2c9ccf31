import { DlakeError } from '../../errors.ts';
import { isFarOff } from './clock-skew.ts';
import type { S3Address } from './s3-address.ts';

/** What a server says no with, where that is an answer and not a failure. */
export type Refusal = 'absent' | 'hidden' | 'exists' | 'conflict' | 'unsupported' | 'garbled' | 'other';

interface ServiceError {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly Code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

const GARBLED = new Set([
  'BadDigest',
  'XAmzContentSHA256Mismatch',
  'XAmzContentChecksumMismatch',
  'InvalidDigest',
  'IncompleteBody',
]);
const CAUSES: Readonly<Record<string, DlakeError<'remote-refused'>['data']['cause']>> = {
  CredentialsProviderError: 'no-credentials',
  InvalidAccessKeyId: 'wrong-credentials',
  SignatureDoesNotMatch: 'wrong-credentials',
  InvalidToken: 'expired-credentials',
  ExpiredToken: 'expired-credentials',
  TokenRefreshRequired: 'expired-credentials',
  ExpiredTokenException: 'expired-credentials',
  RequestTimeTooSkewed: 'clock-skew',
  RequestExpired: 'clock-skew',
  NoSuchBucket: 'no-bucket',
  PermanentRedirect: 'wrong-region',
  TemporaryRedirect: 'wrong-region',
  AuthorizationHeaderMalformed: 'wrong-region',
  IllegalLocationConstraintException: 'wrong-region',
  AccessDenied: 'denied',
  AllAccessDisabled: 'denied',
};

/** The answer that an error of the AWS client stands for; undefined when it stands for a failure. */
export function refusalOf(error: unknown): Refusal | undefined {
  const { name = '', message = '', $metadata, $response } = error as ServiceError;
  const status = $metadata?.httpStatusCode;
  if (name === 'NoSuchBucket' || status === undefined) return undefined;
  if (GARBLED.has(name)) return 'garbled';
  if (status === 404 || status === 405) {
    return $response?.headers?.['x-amz-delete-marker'] === 'true' || status === 405 ? 'hidden' : 'absent';
  }
  // A version id that the server never gives names nothing.
  if (status === 400 && name === 'InvalidArgument' && /version ?id/i.test(message)) return 'absent';
  if (status === 412) return 'exists';
  if (status === 409) return 'conflict';
  return status === 501 || name === 'NotImplemented' ? 'unsupported' : undefined;
}

/**
 * What a failed request is to the caller: names cause and mend, and no secret. Errors that are ours stay as they are.
 * Where the server's clock is known to be far from ours, `skewMs` ahead, that is told with whatever failed.
 */
export function s3Failure(error: unknown, address: S3Address, bucket: string, skewMs = 0): unknown {
  if (error instanceof DlakeError) return error;
  const { name = '', code, Code, message = '', $metadata } = error as ServiceError;
  const status = $metadata?.httpStatusCode;
  const where = { address: address.redacted, bucket };
  const cause =
    CAUSES[name] ??
    CAUSES[Code ?? ''] ??
    // An answer to HEAD has no body that would say why.
    (status === 403
      ? isFarOff(skewMs)
        ? 'clock-skew'
        : 'denied'
      : status === 301
        ? 'wrong-region'
        : undefined);
  const reason = reasonOf(cause === undefined ? message || name : name, code) + clocksApart(skewMs);
  if (cause !== undefined)
    return new DlakeError('remote-refused', { ...where, cause, reason }, { cause: error });
  if (status !== undefined && status >= 400 && status < 500) {
    return new DlakeError(
      'remote-refused',
      { ...where, cause: 'other', reason: `${name}: ${message}${clocksApart(skewMs)}` },
      { cause: error },
    );
  }
  if (status === undefined && code === undefined && !isNetwork(name)) return error;
  const facts = { remote: address.redacted, address: address.endpoint ?? `S3 in ${address.region}`, reason };
  return new DlakeError('remote-unreachable', facts, { cause: error });
}

/** Whether the wire failed, and trying again may help. */
export function isWireFailure(error: unknown): boolean {
  const { name = '', code } = error as ServiceError;
  return code !== undefined || isNetwork(name);
}

function clocksApart(skewMs: number): string {
  if (!isFarOff(skewMs)) return '';
  const minutes = Math.round(Math.abs(skewMs) / 60_000);
  return `; this computer's clock is ${minutes} minutes ${skewMs > 0 ? 'behind' : 'ahead of'} the server's, set it`;
}

const isNetwork = (name: string) => /^(?:TimeoutError|NetworkingError|AbortError|RequestTimeout)/.test(name);

function reasonOf(text: string, code: string | undefined): string {
  const line = text.split('\n')[0] ?? '';
  return code !== undefined && !line.includes(code) ? `${line === '' ? '' : `${line}: `}${code}` : line;
}
