import { afterAll, describe, expect, it } from 'vitest';
import { openPostgres } from '../../src/catalog/postgres/open-postgres.ts';
import { isDlakeError } from '../../src/errors.ts';
import { findPostgres, makeDatabase } from '../servers/postgres.ts';
import { searchSuite } from './search-suite.ts';
import { catalogSuite } from './suite.ts';

const server = await findPostgres();
afterAll(() => server?.stop());

if (server === undefined) {
  it.skip('no Postgres here: set DLAKE_TEST_POSTGRES or install one', () => {});
} else {
  catalogSuite('Postgres', async () => openPostgres({ address: await makeDatabase(server, 'suite') }));
  searchSuite('Postgres', async () => openPostgres({ address: await makeDatabase(server, 'search') }));

  describe('opening on Postgres', () => {
    it('migrates once, however many come at a time', async () => {
      const address = await makeDatabase(server, 'race');
      const all = await Promise.all(Array.from({ length: 8 }, () => openPostgres({ address })));
      await Promise.all(all.map((catalog) => catalog.close()));
    });

    it('says that a server can not be reached', async () => {
      await expect(openPostgres({ address: 'postgres://x@127.0.0.1:1/none' })).rejects.toSatisfy(
        (error) => isDlakeError(error, 'catalog-unavailable') && error.data.state === 'unreachable',
      );
    });
  });
}
