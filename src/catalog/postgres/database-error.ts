import { DlakeError, type ErrorFacts, isDlakeError } from '../../errors.ts';
import { isConnectionLost } from '../engine/is-connection-lost.ts';

type Why = ErrorFacts['database-refused']['why'];

/** What a server means by its codes. The class of a code comes after the code itself. */
const BY_STATE: Readonly<Record<string, Why>> = {
  '28P01': 'password',
  '28000': 'not-admitted',
  '3D000': 'database',
  '42501': 'not-permitted',
  '53300': 'full',
  '57014': 'too-slow',
  '55P03': 'locked',
};
const CERTIFICATE = /^(?:CERT_|ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/;
const UNREACHABLE = /^(?:ECONNREFUSED|ENOTFOUND|EAI_|EHOST|ENET|ETIMEDOUT|ECONN|EPIPE|ENOENT|EACCES)/;

/**
 * What an error of a server, or of the way to it, is in our words: `database-unreachable` or `database-refused`.
 * What is neither, as a row that breaks a rule, comes back as it is.
 */
export function databaseError(error: unknown, address: string, passedOver?: string): unknown {
  if (isDlakeError(error) || !(error instanceof Error)) return error;
  const { code, message } = error as Error & { code?: unknown };
  const refused = (why: Why, reason: string) =>
    new DlakeError('database-refused', { address, why, reason }, { cause: error });
  if (message.includes('client password must be a')) return refused('no-password', passedOver ?? '');
  if (/extension .* is not available|could not open extension control file/.test(message))
    return refused('extension', message);
  if (message.includes('does not support SSL')) return refused('no-tls', '');
  if (typeof code === 'string') {
    const why = BY_STATE[code] ?? (CERTIFICATE.test(code) ? 'certificate' : undefined);
    if (why !== undefined) return refused(why, why === 'password' ? (passedOver ?? message) : message);
  }
  const unreachable = (typeof code === 'string' && UNREACHABLE.test(code)) || isConnectionLost(error);
  if (!unreachable) return error;
  return new DlakeError(
    'database-unreachable',
    { address, reason: message || String(code) },
    { cause: error },
  );
}
