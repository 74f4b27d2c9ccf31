import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import { DlakeError } from '../../errors.ts';
import type { PostgresAddress } from './postgres-address.ts';

/**
 * What `sslmode` asks of TLS, as libpq means it: `require` encrypts and trusts whoever answers, unless a root
 * certificate is named; `verify-ca` trusts whom the root certificate vouches for, `verify-full` only under the
 * name of the host. Without a root certificate, or with `system`, those count that Node trusts. False: no TLS.
 * Throws `file-unreadable`.
 */
export function tlsOptions(address: PostgresAddress): ConnectionOptions | false {
  const { tls, rootCertificate, certificate, key } = address;
  if (tls === 'disable') return false;
  const own = rootCertificate === undefined || rootCertificate === 'system' ? undefined : rootCertificate;
  const anybody = tls === 'require' && own === undefined;
  const anyName = tls === 'verify-ca' || (tls === 'require' && own !== undefined);
  return {
    rejectUnauthorized: !anybody,
    ...(own === undefined ? {} : { ca: read(own) }),
    ...(certificate === undefined ? {} : { cert: read(certificate) }),
    ...(key === undefined ? {} : { key: read(key) }),
    ...(anyName ? { checkServerIdentity: () => undefined } : {}),
  };
}

function read(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new DlakeError('file-unreadable', { path, reason: code ?? message }, { cause });
  }
}
