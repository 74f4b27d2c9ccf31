import { expect, test } from 'vitest';
import { Session } from '../cli/run-dlake.ts';

test('the same content, author and time give the same id on every machine', async () => {
  const ids: unknown[] = [];
  for (const host of ['one', 'two']) {
    await using session = new Session({
      DLAKE_HOST: host,
      DLAKE_CATALOG: 'inline',
      TZ: host === 'one' ? 'UTC' : 'Asia/Tokyo',
    });
    await session.json(['init', ...(host === 'one' ? [] : ['--store', '../store'])]);
    session.write('lake/raw/geo/GSE2034/matrix.tsv', 'gene\tGSM1\n');
    const { commit, manifest } = await session.json<{ commit: string; manifest: string }>([
      ...[
        'commit',
        'raw/geo/GSE2034',
        '-m',
        'As downloaded',
        '--keyword',
        'relapse',
        '--meta',
        'tissue=breast',
      ],
    ]);
    ids.push({ commit, manifest });
  }
  expect(ids[0]).toEqual(ids[1]);
  // And for ever: what users have cited does not change with dlake.
  expect(ids[0]).toMatchInlineSnapshot(`
    {
      "commit": "bafyreiag3v4cighghsvyrnrpv23dtfy2xcra44qh4cgdn4tieu6lu2eacy",
      "manifest": "bafyreibnnb3qpm5loiynxot3mrzrikoh4uc4hrm6ahhyejtejfjsyp3nde",
    }
  `);
});
