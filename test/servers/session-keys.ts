import { createHash, createHmac } from 'node:crypto';
import type { S3Credentials } from '../../src/store/s3/s3-address.ts';
import type { S3Server } from './s3.ts';

/**
 * Keys of somebody who may do at a server what this policy allows and no more, by its STS: AssumeRole with the
 * policy of the session.
 */
export async function sessionKeys(server: S3Server, policy: string): Promise<Required<S3Credentials>> {
  // Sessions take 2,048 characters.
  const Policy = JSON.stringify(JSON.parse(policy));
  const body = new URLSearchParams({
    Action: 'AssumeRole',
    Version: '2011-06-15',
    DurationSeconds: '3600',
    Policy,
  }).toString();
  const { host } = new URL(server.endpoint);
  const headers = signed(server.credentials, host, body);
  const answer = await fetch(`${server.endpoint}/`, { method: 'POST', headers, body });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`AssumeRole: ${answer.status} ${text}`);
  const tag = (name: string) => {
    const [, found] = new RegExp(`<${name}>([^<]*)</${name}>`).exec(text) ?? [];
    if (found === undefined) throw new Error(`AssumeRole gives no ${name}`);
    return found;
  };
  return {
    accessKeyId: tag('AccessKeyId'),
    secretAccessKey: tag('SecretAccessKey'),
    sessionToken: tag('SessionToken'),
  };
}

const REGION = 'us-east-1';

/** Headers of a POST to STS, signed by AWS's Signature Version 4. */
function signed({ accessKeyId, secretAccessKey }: S3Credentials, host: string, body: string) {
  const at = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = `${at.slice(0, 8)}/${REGION}/sts/aws4_request`;
  const type = 'application/x-www-form-urlencoded';
  const names = 'content-type;host;x-amz-date';
  const lines = [
    'POST',
    '/',
    '',
    `content-type:${type}`,
    `host:${host}`,
    `x-amz-date:${at}`,
    '',
    names,
    hash(body),
  ];
  const toSign = ['AWS4-HMAC-SHA256', at, scope, hash(lines.join('\n'))].join('\n');
  const key = scope
    .split('/')
    .reduce<string | Buffer>((last, part) => hmac(last, part), `AWS4${secretAccessKey}`);
  const Authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${hmac(key, toSign).toString('hex')}`;
  return { 'content-type': type, 'x-amz-date': at, Authorization };
}

const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
