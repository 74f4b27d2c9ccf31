import { afterAll, beforeAll, expect, it } from 'vitest';
import { ERROR_WORDS } from '../../src/cli/error-words.ts';
import { EXIT } from '../../src/cli/exit-codes.ts';
import { isDlakeError } from '../../src/errors.ts';
import { refHead } from '../../src/lake/ref-head.ts';
import type { CommitId } from '../../src/records/ids.ts';
import { parseRef } from '../../src/records/parse-ref.ts';
import { fetch } from '../../src/sync/fetch.ts';
import { pullRef } from '../../src/sync/pull-ref.ts';
import { push } from '../../src/sync/push.ts';
import { trackedRef } from '../../src/sync/tracked-refs.ts';
import { commitFiles, type TempLake, tempLake } from '../lake/temp-lake.ts';
import { CUTS, layWire, type Wire } from './wire.ts';
import { problemsOf, withCentral } from './with-central.ts';

const REF = 'raw/geo/GSE1';
const ref = parseRef(REF);
const actor = 'Ada Lovelace <ada@example.org>';
const folder = {
  content: async () => undefined,
  refuseUnsaved: async () => {},
  catchUp: async () => {},
  follow: async () => {},
};

withCentral('a pull whose connection is cut', (places) => {
  let wire: Wire;
  beforeAll(async () => {
    const { servers, minio } = places();
    wire = await layWire(servers, minio);
    const ours = tempLake();
    await commitFiles(ours, REF, { a: 'a', b: 'b'.repeat(1000) });
    await push(ours, { name: 'lab', lake: await servers.open() }, [ref], { actor });
    await ours.close();
  });
  afterAll(() => wire?.close());

  /** Opens the lake, fetches, and pulls the ref, as the command does. */
  async function pullNow(local: TempLake) {
    const lake = await wire.open();
    try {
      const remote = { name: 'lab', lake };
      await fetch(local, remote, undefined, { actor });
      const to = (await trackedRef(local, 'lab', ref))?.commit as CommitId;
      return (await pullRef(local, remote, ref, to, { actor, folder, settle: () => undefined })).result;
    } finally {
      await lake.close();
    }
  }

  for (const cut of CUTS)
    it(`at each request: it lands or says that the remote is away (${cut.what})`, async () => {
      const said = new Set<string>();
      for (let n = 1; ; n++) {
        const local = tempLake();
        const ordered = cut.order(wire, n);
        const first = await pullNow(local).catch((error: unknown) => error);
        const { happened } = ordered;
        ordered.cancel();
        if (typeof first !== 'string') {
          if (!isDlakeError(first)) throw first;
          said.add(first.code);
          expect(ERROR_WORDS[first.code].exit, `${n}: ${first.message}`).toBe(EXIT.unreachable);
          expect(await refHead(local, ref)).toBeUndefined();
        } else expect(first).toBe('created');
        expect(await pullNow(local)).toBe(typeof first === 'string' ? 'up-to-date' : 'created');
        expect(await problemsOf(local)).toEqual([]);
        await local.close();
        if (!happened) break;
      }
      const once = cut.what.startsWith('S3') ? [] : ['database-unreachable'];
      if (cut.what.includes('gone')) expect([...said]).toEqual([expect.stringMatching(/unreachable$/)]);
      else expect([...said]).toEqual(once);
    });
});
