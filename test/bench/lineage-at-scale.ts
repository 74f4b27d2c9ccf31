import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Catalog } from '../../src/catalog/catalog.ts';
import { openCatalog } from '../../src/catalog/open-catalog.ts';
import { openPostgres } from '../../src/catalog/postgres/open-postgres.ts';
import { type LineageOptions, lineage } from '../../src/lake/lineage.ts';
import { commitId } from '../../src/records/ids.ts';
import { sha256Hex } from '../../src/records/sha256.ts';
import { findPostgres, makeDatabase } from '../servers/postgres.ts';

// How long lineage takes in a catalog of a million commits of which ten thousand are reached, on both engines:
//   node test/bench/lineage-at-scale.ts [COMMITS]
// What is written is not what a lake writes, but its ids are true, and so is the shape of the graph: in each group of
// ten thousand commits there are a hundred refs with a hundred versions each, derived from one another.

const GROUP = 10_000;
const AT_ONCE = 50_000;
const total = Number(process.argv[2] ?? 1_000_000);
const id = (n: number | string) => sql`sha256(convert_to('commit ' || ${sql.raw(String(n))}, 'utf8'))`;

async function fill(catalog: Catalog): Promise<void> {
  await catalog.run((db) => sql`DROP INDEX dlake.commits_by_words`.execute(db));
  for (let from = 0; from < total; from += AT_ONCE) {
    const rows = sql`generate_series(${sql.raw(String(from))}, ${sql.raw(String(Math.min(total, from + AT_ONCE) - 1))}) AS n`;
    await catalog.run((db) =>
      sql`INSERT INTO dlake.commits (id, record, sort_ms, layer, dataset, version, date, action, name, author,
            committed_at, message, keywords, metadata, files, bytes, manifest)
          SELECT ${id('n')}, convert_to('commit ' || n, 'utf8'), n, 'processed', 'lab/set-' || n % 100 || '-' || n / ${sql.raw(String(GROUP))},
            'v' || n % ${sql.raw(String(GROUP))} / 100 + 1, '2026-11-22', 'pipeline', 'set', 'Ada <ada@example.org>',
            timestamptz '2026-01-01 00:00:00Z' + n * interval '1 second', 'm', '{}', '{}', 1, 1, sha256('manifest')
          FROM ${rows}`.execute(db),
    );
    const edge = (table: string, position: number, back: number, where: string) =>
      catalog.run((db) =>
        sql`INSERT INTO ${sql.table(`dlake.${table}`)}
            SELECT ${id('n')}, ${sql.raw(String(position))}, ${id(`(n - ${back})`)} FROM ${rows}
            WHERE n % ${sql.raw(String(GROUP))} >= ${sql.raw(String(back))} AND ${sql.raw(where)}`.execute(
          db,
        ),
      );
    await edge('commit_parents', 0, 100, 'true');
    await edge('commit_inputs', 0, 1, 'true');
    await edge('commit_inputs', 1, 37, 'n % 2 = 0');
  }
  await catalog.run((db) =>
    sql`ANALYZE dlake.commits, dlake.commit_parents, dlake.commit_inputs`.execute(db),
  );
}

async function measure(name: string, catalog: Catalog): Promise<void> {
  const lake = { catalog: async () => catalog };
  const middle = Math.floor(total / GROUP / 2) * GROUP;
  const ask = async (what: string, n: number, options: LineageOptions) => {
    const root = commitId(sha256Hex(Buffer.from(`commit ${n}`)));
    const times: number[] = [];
    let found = 0;
    for (let round = 0; round < 6; round++) {
      const begin = performance.now();
      found = (await lineage(lake, root, options)).nodes.length;
      times.push(performance.now() - begin);
    }
    const [first = 0, ...others] = times;
    const median = others.sort((a, b) => a - b)[2] ?? 0;
    process.stdout.write(
      `${name}  ${what}: ${found} commits, first ${first.toFixed(0)} ms, then ${median.toFixed(0)} ms\n`,
    );
  };
  await ask('up', middle + GROUP - 1, { up: true });
  await ask('down', middle, { down: true });
  await ask('both', middle + GROUP / 2, {});
  await ask('--depth 3', middle + GROUP / 2, { depth: 3 });
}

async function filled(name: string, catalog: Catalog): Promise<void> {
  const begin = performance.now();
  await fill(catalog);
  process.stdout.write(`${name}  ${total} commits in ${((performance.now() - begin) / 1000).toFixed(0)} s\n`);
  await measure(name, catalog);
  await catalog.close();
}

const postgres = await findPostgres();
if (postgres !== undefined) {
  await filled(
    'Postgres',
    await openPostgres({ migrate: true, address: await makeDatabase(postgres, 'lineage') }),
  );
  await postgres.stop();
}
const folder = mkdtempSync(join(tmpdir(), 'dlake-lineage-'));
await filled(
  'PGlite',
  await openCatalog({ mode: 'inline', folder: join(folder, 'catalog'), runtime: folder, lake: 'lineage' }),
);
rmSync(folder, { recursive: true, force: true });
