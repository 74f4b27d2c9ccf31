import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fingerprint, keyLine } from '../../src/signatures/public-key.ts';
import { readSigningKey } from '../../src/signatures/read-signing-key.ts';
import { armoured, signerOf, signText, unarmoured } from '../../src/signatures/ssh-signature.ts';

const TEXT = 'bafyreisomething\n';
const KIND = 'dlake-commit';

let folder: string;
const file = (name: string) => join(folder, name);

/** Makes a key as its owner does. */
function makeKey(name: string, ...flags: readonly string[]): string {
  execFileSync('ssh-keygen', ['-q', '-C', name, '-f', file(name), ...flags]);
  return file(name);
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dlake-ssh-'));
  makeKey('open', '-t', 'ed25519', '-N', '');
  makeKey('locked', '-t', 'ed25519', '-N', 'a passphrase');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What OpenSSH's own program says of a signature. */
function verifiedByOpenSsh(name: string, signature: string): string {
  writeFileSync(file('allowed'), `ada@lab.org ${readFileSync(`${file(name)}.pub`, 'utf8')}`);
  writeFileSync(file('sig'), armoured(signature));
  const words = ['-Y', 'verify', '-f', file('allowed'), '-I', 'ada@lab.org', '-n', KIND, '-s', file('sig')];
  return execFileSync('ssh-keygen', words, { input: TEXT, encoding: 'utf8' });
}

test('OpenSSH takes our signatures, and we take those of OpenSSH', async () => {
  const key = readSigningKey(file('open'), undefined);
  const ours = await signText(key, KIND, TEXT);
  expect(verifiedByOpenSsh('open', ours)).toContain(`Good "${KIND}" signature`);
  expect(signerOf(ours, KIND, TEXT)).toEqual(key.point);
  const listed = execFileSync('ssh-keygen', ['-l', '-f', file('open')], { encoding: 'utf8' });
  expect(listed).toContain(fingerprint(key.point));
  expect(readFileSync(`${file('open')}.pub`, 'utf8')).toContain(keyLine(key.point));
  for (const hash of ['sha256', 'sha512']) {
    const words = ['-Y', 'sign', '-n', KIND, '-O', `hashalg=${hash}`, '-f', file('open')];
    const theirs = unarmoured(execFileSync('ssh-keygen', words, { input: TEXT, encoding: 'utf8' }));
    expect(signerOf(theirs, KIND, TEXT)).toEqual(key.point);
  }
});

test('a signature is one over its own text and of its own kind', async () => {
  const signature = await signText(readSigningKey(file('open'), undefined), KIND, TEXT);
  expect(signerOf(signature, KIND, `${TEXT}x`)).toBeUndefined();
  expect(signerOf(signature, 'dlake-checkpoint', TEXT)).toBeUndefined();
  const bytes = Buffer.from(signature, 'base64');
  for (const at of [0, 9, 40, 80, bytes.length - 1]) {
    const changed = Buffer.from(bytes);
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
    expect(signerOf(changed.toString('base64'), KIND, TEXT)).toBeUndefined();
  }
  for (const length of [0, 5, 30, bytes.length - 1])
    expect(signerOf(bytes.subarray(0, length).toString('base64'), KIND, TEXT)).toBeUndefined();
  expect(signerOf(Buffer.concat([bytes, Buffer.of(0)]).toString('base64'), KIND, TEXT)).toBeUndefined();
});

test('a key under a passphrase, or of which only the public half is there, signs by the agent', async () => {
  const socket = file('agent');
  const agent = spawn('ssh-agent', ['-D', '-a', socket]);
  try {
    await new Promise((resolve) => agent.stdout.once('data', resolve));
    const env = { ...process.env, SSH_AUTH_SOCK: socket };
    const signed = (name: string) => signText(readSigningKey(file(name), socket), KIND, TEXT);
    await expect(signed('locked')).rejects.toMatchObject({ code: 'key-invalid' });
    // It asks for the passphrase by a program where there is no terminal.
    writeFileSync(file('ask'), '#!/bin/sh\necho a passphrase\n', { mode: 0o700 });
    execFileSync('ssh-add', ['-q', file('locked')], {
      env: { ...env, SSH_ASKPASS: file('ask'), SSH_ASKPASS_REQUIRE: 'force', DISPLAY: ':0' },
    });
    for (const name of ['locked', 'locked.pub'])
      expect(verifiedByOpenSsh('locked', await signed(name))).toContain('Good');
  } finally {
    agent.kill();
  }
  const alone = signText(readSigningKey(file('locked'), undefined), KIND, TEXT);
  await expect(alone).rejects.toMatchObject({ code: 'key-invalid' });
  const gone = signText(readSigningKey(file('locked'), file('nowhere')), KIND, TEXT);
  await expect(gone).rejects.toMatchObject({ code: 'key-invalid' });
});

test('other keys, other files and damaged ones are refused with a reason', () => {
  const rsa = makeKey('rsa', '-t', 'rsa', '-b', '2048', '-N', '');
  for (const name of [rsa, `${rsa}.pub`, file('nowhere'), folder])
    expect(() => readSigningKey(name, undefined)).toThrow(expect.objectContaining({ code: 'key-invalid' }));
  writeFileSync(
    file('short'),
    readFileSync(file('open'), 'utf8').replace(/\n[^\n]+\n-----END/, '\n-----END'),
  );
  expect(() => readSigningKey(file('short'), undefined)).toThrow(
    expect.objectContaining({ code: 'key-invalid' }),
  );
});
