import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ERROR_WORDS } from '../../src/cli/error-words.ts';
import { EXIT } from '../../src/cli/exit-codes.ts';
import { isDlakeError } from '../../src/errors.ts';
import { refPositions } from '../../src/lake/ref-positions.ts';
import { parseRef } from '../../src/records/parse-ref.ts';
import { push } from '../../src/sync/push.ts';
import { commitFiles, type TempLake, tempLake } from '../lake/temp-lake.ts';
import { layWire, type Wire } from './wire.ts';
import { problemsOf, withCentral } from './with-central.ts';

withCentral('a push while a server is restarted', (places) => {
  let local: TempLake;
  let wire: Wire;
  beforeAll(async () => {
    local = tempLake();
    wire = await layWire(places().servers, places().minio);
  });
  afterAll(async () => {
    await local?.close();
    await wire?.close();
  });

  async function pushNow(ref: string) {
    const lake = await wire.open(30_000);
    try {
      const { refs } = await push(local, { name: 'lab', lake }, [parseRef(ref)], { actor: 'x' });
      return refs[0]?.result;
    } finally {
      await lake.close();
    }
  }

  /** Restarts a server; one that is not ours to restart is away for a second. */
  async function restart(which: 'sql' | 's3') {
    const server = which === 'sql' ? places().postgres : places().minio;
    if (server.restart !== undefined) return server.restart();
    wire.away(which, true);
    await sleep(1000);
    wire.away(which, false);
  }

  for (const [which, name, steps] of [
    ['sql', 'Postgres', [12, 20, 28]],
    ['s3', 'MinIO', [1, 2, 3, 4]],
  ] as const)
    it.each(steps)(`${name}, at request %i: it lands, or the next one does`, async (step) => {
      const ref = `raw/lab/${name}-${step}`;
      await commitFiles(local, ref, { a: ref, b: 'b'.repeat(1000) });
      let left = step;
      let restarted: Promise<void> | undefined;
      const count = () => {
        left -= 1;
        if (left === 0) restarted = restart(which);
        return false;
      };
      const ordered =
        which === 'sql'
          ? wire.sql.order({ kind: 'cut', like: count })
          : wire.s3.order({ kind: 'stall' }, { when: count });
      const first = await pushNow(ref).catch((error: unknown) => error);
      ordered.cancel();
      expect(restarted).toBeDefined();
      await restarted;
      if (typeof first !== 'string') {
        if (!isDlakeError(first)) throw first;
        expect(ERROR_WORDS[first.code].exit, first.message).toBe(EXIT.unreachable);
      }
      expect(await pushNow(ref)).toMatch(/^(created|up-to-date)$/);
      const lake = await places().servers.open();
      expect(await refPositions(lake.buckets, parseRef(ref))).toHaveLength(1);
      expect(await problemsOf(lake)).toEqual([]);
      await lake.close();
    });
});
