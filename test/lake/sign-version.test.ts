import { generateKeyPairSync, sign } from 'node:crypto';
import { expect, test } from 'vitest';
import { refNotes } from '../../src/lake/ref-notes.ts';
import { checkSignatures, type SignedVersion } from '../../src/lake/signatures/check-signatures.ts';
import { addSignature, signedText, signVersion } from '../../src/lake/signatures/sign-version.ts';
import { parseRef } from '../../src/records/parse-ref.ts';
import { keyLine } from '../../src/signatures/public-key.ts';
import type { SigningKey } from '../../src/signatures/signing-key.ts';
import { signText } from '../../src/signatures/ssh-signature.ts';
import { commitFiles, tempLake } from './temp-lake.ts';

const REF = parseRef('raw/lab/cells');
const ada = 'Ada <ada@lab.org>';
const eve = 'Eve <eve@lab.org>';

function newKey(): SigningKey {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const point = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
  return { point, sign: async (bytes) => sign(null, bytes, privateKey) };
}

test('what another puts under a key does not keep its owner from signing, nor undo that', async () => {
  const lake = tempLake();
  const [adas, eves] = [newKey(), newKey()];
  const signers = [{ principals: 'ada@lab.org', key: keyLine(adas.point) }];
  const version = await commitFiles(lake, 'raw/lab/cells', { a: 'one' });
  const { id } = version;
  const found = async (): Promise<SignedVersion | undefined> => {
    for await (const one of checkSignatures(lake, [version], signers)) return one;
    return undefined;
  };
  const of = { commit: id, key: keyLine(adas.point) };
  await addSignature(lake, REF, { ...of, signature: 'garbage' }, eve);
  expect(await found()).toMatchObject({ result: 'damaged', by: [], damaged: 1 });
  await addSignature(
    lake,
    REF,
    { ...of, signature: await signText(eves, 'dlake-commit', signedText(id)) },
    eve,
  );
  expect(await found()).toMatchObject({ result: 'not-allowed', damaged: 1 });

  await signVersion(lake, REF, id, { key: adas, actor: ada });
  expect(await found()).toMatchObject({ result: 'good', by: ['ada@lab.org'], damaged: 1 });
  // It is there: once is enough.
  await signVersion(lake, REF, id, { key: adas, actor: ada });
  expect((await refNotes(lake, REF)).signatures).toHaveLength(3);
  await lake.close();
});
