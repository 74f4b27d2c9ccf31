import { createConnection } from 'node:net';
import { DlakeError } from '../errors.ts';
import { KEY_TYPE } from './public-key.ts';
import type { SigningKey } from './signing-key.ts';
import { SshReader, sshStrings, uint32 } from './ssh-wire.ts';

// https://datatracker.ietf.org/doc/html/draft-ietf-sshm-ssh-agent, section 6.
const SIGN_REQUEST = 13;
const SIGN_RESPONSE = 14;
const ANSWER_AT_MOST = 256 * 1024;

/** A key whose secret half an ssh-agent keeps. `file`: by what it was named. */
export function agentKey(point: Buffer, file: string, agent: string | undefined): SigningKey {
  const refuse = (reason: string, cause?: unknown) =>
    new DlakeError('key-invalid', { file, reason }, cause === undefined ? {} : { cause });
  return {
    point,
    sign: async (bytes) => {
      if (agent === undefined) throw refuse('its secret half is not in the file, and no ssh-agent runs');
      const body = Buffer.concat([
        Buffer.from([SIGN_REQUEST]),
        sshStrings(sshStrings(KEY_TYPE, point), bytes),
        uint32(0),
      ]);
      const answer = await ask(agent, body).catch((cause: Error) => {
        throw refuse(`the ssh-agent does not answer: ${cause.message}`, cause);
      });
      const reader = new SshReader(answer.subarray(1));
      const inner = new SshReader((answer[0] === SIGN_RESPONSE && reader.string()) || Buffer.alloc(0));
      const [type, signature] = [inner.text(), inner.string()];
      if (type !== KEY_TYPE || signature?.length !== 64)
        throw refuse('its secret half is not in the file, and the ssh-agent has it not (ssh-add)');
      return signature;
    },
  };
}

/** Sends one message to an agent and gives its answer. */
function ask(socket: string, body: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const connection = createConnection(socket);
    let received = Buffer.alloc(0);
    connection.once('error', reject);
    connection.once('close', () => reject(new Error('it hung up')));
    connection.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      const length = received.length < 4 ? undefined : received.readUInt32BE();
      if (length !== undefined && length > ANSWER_AT_MOST) reject(new Error('its answer is no answer'));
      else if (length === undefined || received.length < 4 + length) return;
      else resolve(received.subarray(4, 4 + length));
      connection.destroy();
    });
    connection.write(Buffer.concat([uint32(body.length), body]));
  });
}
