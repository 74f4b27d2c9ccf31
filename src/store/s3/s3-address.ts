import { DlakeError } from '../../errors.ts';
import { LAYERS, type Layer } from '../../records/layers.ts';

/** Keys of an S3 account. */
export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Where the four layers of a store are at an S3 server. */
export interface S3Address {
  /** The bucket's name, in which `{layer}` stands for the layer. */
  readonly bucket: string;
  /** What every key begins with, ending in a slash if not empty; `{layer}` stands for the layer. */
  readonly prefix: string;
  readonly endpoint?: string;
  readonly region: string;
  readonly pathStyle: boolean;
  /** Given in the address itself: to be kept elsewhere. */
  readonly credentials?: S3Credentials;
  /** The address as it may be shown and stored: without credentials. */
  readonly redacted: string;
}

const PLACE = '{layer}';
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const PARAMETERS = ['endpoint', 'region', 'pathStyle', 'prefix', 'sessionToken'];

/**
 * Reads `s3://lab-{layer}?endpoint=https://minio.lab:9000&region=us-east-1&pathStyle=true`. Keys may stand before the
 * bucket (`s3://KEY:SECRET@...`); without `{layer}` in the bucket's name a prefix is needed, as the path or as
 * `prefix=`. Throws `usage-invalid`, which never repeats the address.
 */
export function parseS3Address(text: string): S3Address {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw invalid('it is no URL');
  }
  if (url.protocol !== 's3:') throw invalid('it does not begin with s3://');
  for (const name of url.searchParams.keys()) {
    if (!PARAMETERS.includes(name))
      throw invalid(`it has an unknown parameter ${JSON.stringify(name.slice(0, 40))}`);
  }
  const bucket = decodeURIComponent(url.hostname);
  const prefix = prefixOf(url, bucket.includes(PLACE));
  for (const layer of LAYERS) {
    if (!BUCKET.test(bucket.replaceAll(PLACE, layer))) throw invalid(`the bucket's name can't be one`);
  }
  const endpoint = endpointOf(url.searchParams.get('endpoint'));
  const region = url.searchParams.get('region') ?? 'us-east-1';
  const style = url.searchParams.get('pathStyle');
  if (style !== null && style !== 'true' && style !== 'false') throw invalid('pathStyle is true or false');
  const pathStyle = style === null ? endpoint !== undefined : style === 'true';
  const credentials = credentialsOf(url);
  const facts = { bucket, prefix, ...(endpoint !== undefined && { endpoint }), region, pathStyle };
  return { ...facts, ...(credentials && { credentials }), redacted: redactedText(facts) };
}

/** The bucket of a layer. */
export const bucketOf = (address: S3Address, layer: Layer): string => address.bucket.replaceAll(PLACE, layer);

/** What every key of a layer begins with; empty, or ending in a slash. */
export const prefixOfLayer = (address: S3Address, layer: Layer): string =>
  address.prefix.replaceAll(PLACE, layer);

function prefixOf(url: URL, named: boolean): string {
  const given = url.searchParams.get('prefix') ?? decodeURIComponent(url.pathname);
  const parts = given.split('/').filter((part) => part !== '');
  if (parts.some((part) => part === '.' || part === '..')) throw invalid('its prefix has a part . or ..');
  if (!named && parts.length === 0)
    throw invalid(`neither the bucket's name has ${PLACE} in it, nor is there a prefix`);
  if (!named && !parts.some((part) => part.includes(PLACE))) parts.push(PLACE);
  return parts.length === 0 ? '' : `${parts.join('/')}/`;
}

function endpointOf(text: string | null): string | undefined {
  if (text === null) return undefined;
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw invalid('its endpoint is no URL');
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw invalid('its endpoint is not http or https');
  if (url.username !== '' || url.password !== '')
    throw invalid('keys stand before the bucket, not in the endpoint');
  return url.href.replace(/\/$/, '');
}

function credentialsOf(url: URL): S3Credentials | undefined {
  if (url.username === '' && url.password === '') return undefined;
  if (url.username === '' || url.password === '') throw invalid('one of the two keys is missing');
  const sessionToken = url.searchParams.get('sessionToken');
  return {
    accessKeyId: decodeURIComponent(url.username),
    secretAccessKey: decodeURIComponent(url.password),
    ...(sessionToken !== null && { sessionToken }),
  };
}

function redactedText(facts: Omit<S3Address, 'redacted' | 'credentials'>): string {
  const query = [
    ...(facts.endpoint === undefined ? [] : [`endpoint=${facts.endpoint}`]),
    ...(facts.region === 'us-east-1' ? [] : [`region=${facts.region}`]),
    ...(facts.pathStyle === (facts.endpoint !== undefined) ? [] : [`pathStyle=${facts.pathStyle}`]),
  ];
  const path = facts.prefix === '' ? '' : `/${facts.prefix.slice(0, -1)}`;
  return `s3://${facts.bucket}${path}${query.length === 0 ? '' : `?${query.join('&')}`}`;
}

const invalid = (reason: string) =>
  new DlakeError('usage-invalid', { reason: `This S3 address is not valid: ${reason}.` });
