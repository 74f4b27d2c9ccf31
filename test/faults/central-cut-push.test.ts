import { afterAll, beforeAll, expect, it } from 'vitest';
import { ERROR_WORDS } from '../../src/cli/error-words.ts';
import { EXIT } from '../../src/cli/exit-codes.ts';
import { isDlakeError } from '../../src/errors.ts';
import { refHead } from '../../src/lake/ref-head.ts';
import { refPositions } from '../../src/lake/ref-positions.ts';
import { parseRef } from '../../src/records/parse-ref.ts';
import { push } from '../../src/sync/push.ts';
import { commitFiles, type TempLake, tempLake } from '../lake/temp-lake.ts';
import { CUTS, layWire, type Wire } from './wire.ts';
import { problemsOf, withCentral } from './with-central.ts';

withCentral('a push whose connection is cut', (places) => {
  let local: TempLake;
  let wire: Wire;
  let made = 0;
  beforeAll(async () => {
    const { servers, minio } = places();
    local = tempLake();
    wire = await layWire(servers, minio);
  });
  afterAll(async () => {
    await local?.close();
    await wire?.close();
  });

  /** Opens the lake and pushes a ref, as the command does. */
  async function pushNow(ref: string) {
    const lake = await wire.open();
    try {
      const { refs } = await push(local, { name: 'lab', lake }, [parseRef(ref)], { actor: 'x' });
      return refs[0]?.result;
    } finally {
      await lake.close();
    }
  }

  for (const cut of CUTS)
    it(`at each request: it lands or says that the remote is away (${cut.what})`, async () => {
      // What is cut once is tried again; only who can't even be asked whether he is there is away at once.
      const said = new Set<string>();
      for (let n = 1; ; n++) {
        made += 1;
        const ref = `raw/geo/GSE${made}`;
        await commitFiles(local, ref, { a: `${made}`, b: 'b'.repeat(1000) });
        const before = await refHead(local, parseRef(ref));
        const ordered = cut.order(wire, n);
        const first = await pushNow(ref).catch((error: unknown) => error);
        const { happened } = ordered;
        ordered.cancel();
        if (typeof first !== 'string') {
          if (!isDlakeError(first)) throw first;
          said.add(first.code);
          expect(ERROR_WORDS[first.code].exit, `${n}: ${first.message}`).toBe(EXIT.unreachable);
        } else expect(first).toBe('created');
        expect(await refHead(local, parseRef(ref))).toEqual(before);
        expect(await pushNow(ref)).toMatch(typeof first === 'string' ? /up-to-date/ : /created|up-to-date/);
        if (!happened) break;
      }
      if (!cut.what.includes('gone'))
        expect([...said]).toEqual(cut.what.startsWith('S3') ? [] : ['database-unreachable']);
      else expect([...said].sort()).toContain('remote-uncertain');
    });

  it('leaves lakes that are whole, with one entry for each push', async () => {
    const lake = await places().servers.open();
    expect(await problemsOf(lake)).toEqual([]);
    expect(await problemsOf(lake.buckets)).toEqual([]);
    expect(await problemsOf(local)).toEqual([]);
    for (let n = 1; n <= made; n++)
      expect(await refPositions(lake.buckets, parseRef(`raw/geo/GSE${n}`))).toHaveLength(1);
  });
});
