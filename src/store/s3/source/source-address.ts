import { DlakeError } from '../../../errors.ts';
import { parseS3Address, type S3Address } from '../s3-address.ts';

/** Objects at an S3 server that are no lake's. */
export interface SourceAddress {
  /** How the server is reached. */
  readonly server: S3Address;
  readonly bucket: string;
  /** What is meant: the object of this name, or those in the folder of this name; empty for the whole bucket. */
  readonly prefix: string;
  /** Typed with a slash at its end: the folder is meant, even if there is an object of its name. */
  readonly isFolder: boolean;
  /** The address as it may be shown and recorded: without keys. */
  readonly redacted: string;
}

/**
 * Reads `s3://BUCKET/PREFIX?endpoint=https://minio.lab:9000`, with the parameters and keys that the address of a store
 * may have. The prefix is taken as it stands, percent signs decoded. Throws `usage-invalid`, which never repeats the
 * address.
 */
export function parseSourceAddress(text: string): SourceAddress {
  let url: URL;
  try {
    url = new URL(text);
    decodeURIComponent(url.pathname);
  } catch {
    throw new DlakeError('usage-invalid', { reason: 'This S3 address is not valid: it is no URL.' });
  }
  if (url.searchParams.has('prefix') || text.includes('{layer}'))
    throw new DlakeError('usage-invalid', {
      reason: 'This is the address of a store: name a bucket, and what is in it, as s3://facility/run7.',
    });
  // URL resolves dots and must not: keys are no paths.
  const typed = pathIn(text);
  const prefix = typed.replace(/\/+$/, '');
  const isFolder = prefix !== typed || prefix === '';
  url.pathname = '';
  url.searchParams.set('prefix', 'x');
  const { redacted, ...server } = parseS3Address(url.href);
  const bucket = decodeURIComponent(url.hostname);
  const [, query = ''] = /^[^?]*(\?.*)?$/.exec(redacted) ?? [];
  const path = typed === '' ? '' : `/${typed.split('/').map(encodeURIComponent).join('/')}`;
  const shown = `s3://${bucket}${path}${query}`;
  return {
    server: { ...server, bucket, prefix: '', redacted: shown },
    bucket,
    prefix,
    isFolder,
    redacted: shown,
  };
}

function pathIn(text: string): string {
  const [, path = ''] = /^s3:\/\/[^/?#]*(?:\/([^?#]*))?/i.exec(text) ?? [];
  return decodeURIComponent(path);
}
