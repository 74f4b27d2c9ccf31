import { expect, test } from 'vitest';
import { allowedSigner, readAllowedSigners } from '../../src/signatures/allowed-signers.ts';
import { keyLine } from '../../src/signatures/public-key.ts';

const ADA = keyLine(Buffer.alloc(32, 1));
const EVE = keyLine(Buffer.alloc(32, 2));
const kind = 'dlake-commit';
const at = Date.parse('2026-11-22T10:00:00Z');

test('lines are read as ssh-keygen(1) describes them', () => {
  const list = [
    '# who may sign',
    '',
    `ada@lab.org,"Ada L" ${ADA} a comment`,
    `eve@lab.org namespaces="git,dlake-*",valid-after="20260101",valid-before=20270101Z ${EVE}`,
    `*@lab.org cert-authority ${EVE}`,
    'old@lab.org ssh-rsa AAAAB3NzaC1yc2E=',
  ];
  expect(readAllowedSigners(list.join('\r\n'), 'f')).toEqual([
    { principals: 'ada@lab.org,"Ada L"', key: ADA },
    {
      principals: 'eve@lab.org',
      key: EVE,
      namespaces: ['git', 'dlake-*'],
      after: new Date(2026, 0, 1).getTime(),
      before: Date.UTC(2027, 0, 1),
    },
  ]);
});

test.each([
  ['ada@lab.org', 'it names no key'],
  ['ada@lab.org ssh-ed25519 AAAA', 'its key is damaged'],
  [`ada@lab.org valid-after=soon ${ADA}`, 'valid-after is no time as 20261122 or 202611221030Z'],
])('%s is refused with its line', (line, reason) => {
  expect(() => readAllowedSigners(`# one\n${line}`, 'f')).toThrow(
    expect.objectContaining({ code: 'signers-invalid', data: { file: 'f', line: 2, reason } }),
  );
});

test('a signer counts for a key, a kind and a time', () => {
  const [one] = readAllowedSigners(`ada namespaces="dlake-c*",valid-before=20261201Z ${ADA}`, 'f');
  const signers = one === undefined ? [] : [one];
  expect(allowedSigner(signers, { key: ADA, kind, at })).toBe(one);
  expect(allowedSigner(signers, { key: EVE, kind, at })).toBeUndefined();
  expect(allowedSigner(signers, { key: ADA, kind: 'git', at })).toBeUndefined();
  expect(allowedSigner(signers, { key: ADA, kind, at: Date.UTC(2026, 11, 1) })).toBeUndefined();
});

test.each([
  ['*,!dlake-commit', false],
  ['!dlake-commit,*', false],
  ['!dlake-c*,dlake-commit', false],
  ['!git', false],
  ['!git,dlake-*', true],
])('of the kinds %s one is a commit: %s', (namespaces, counts) => {
  const signers = readAllowedSigners(`ada namespaces="${namespaces}" ${ADA}`, 'f');
  expect(allowedSigner(signers, { key: ADA, kind, at }) !== undefined).toBe(counts);
});
