import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type AuditBatch, auditBatchData, readAuditBatch } from '../../src/records/audit-batch.ts';
import { decodeEntry, encodeEntry, type LogEntry } from '../../src/records/entry.ts';
import { entryId } from '../../src/records/ids.ts';
import { sha256Hex } from '../../src/records/sha256.ts';
import { Session } from '../cli/run-dlake.ts';
import { rechained } from './rechained.ts';

const REF = 'raw/lab/cells';
const TWELVE = 12;

let session: Session;
let key: string;
let checkpoint: string;
/** The logs as they were, and the checkpoint. */
let whole: readonly (readonly Uint8Array[])[];
let text: string;

/** A lake in which one ref has moved twelve times, of which a checkpoint outside knows. */
beforeAll(async () => {
  session = new Session({ DLAKE_CATALOG: 'inline' });
  await session.json(['init']);
  for (let at = 1; at <= TWELVE; at++) {
    session.write(`lake/${REF}/a.txt`, `${at}`);
    await session.json(['commit', REF, '-m', `version ${at}`]);
  }
  key = join(session.folder, 'key');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'ada', '-f', key]);
  checkpoint = join(session.folder, 'checkpoint');
  await session.json(['audit', 'checkpoint', '--key', key, '--out', checkpoint]);
  whole = [entriesOf(LOG), entriesOf('raw/lake')];
  text = readFileSync(checkpoint, 'utf8');
}, 120_000);
afterAll(() => session[Symbol.asyncDispose]());
afterEach(() => {
  replace(LOG, whole[0] ?? []);
  replace('raw/lake', whole[1] ?? []);
  writeFileSync(checkpoint, text);
});

const folderOf = (log: string) => join(session.lake, '.dlake/store', log.replace('/', '/log/'));

/** The entries of a log, as they lie there. */
const entriesOf = (log: string): readonly Uint8Array[] =>
  readdirSync(folderOf(log))
    .sort()
    .map((name) => readFileSync(join(folderOf(log), name)));

/** Puts a log in the place of another, as who owns the disk can. */
function replace(log: string, entries: readonly Uint8Array[]): void {
  for (const name of readdirSync(folderOf(log))) rmSync(join(folderOf(log), name));
  for (const [at, bytes] of entries.entries())
    writeFileSync(join(folderOf(log), String(at + 1).padStart(12, '0')), bytes);
}

interface Report {
  readonly ok: boolean;
  readonly problems: readonly { readonly log: string; readonly problem: string }[];
}

async function verify(...flags: readonly string[]): Promise<Report & { readonly code: number | null }> {
  const said = await session.dlake(['audit', 'verify', '--checkpoint', checkpoint, '--json', ...flags]);
  return { ...(JSON.parse(said.stdout) as Report), code: said.code };
}

const LOG = 'raw/refs/lab/cells';
const found = (log: string, from: number, to: number, problem: string) => ({
  where: 'store',
  log,
  from,
  to,
  problem,
});

/** Has the lake's checkpoint say something else, in a form that is whole. */
function saying(forge: (batch: AuditBatch) => AuditBatch): void {
  const forged = (entry: LogEntry): LogEntry =>
    entry.kind === 'checkpoint'
      ? { ...entry, data: auditBatchData(forge(readAuditBatch(entry.data, 'checkpoint'))) }
      : entry;
  replace('raw/lake', rechained(entriesOf('raw/lake'), forged));
}

/** What the lake itself says, with no checkpoint outside. */
async function verifyAlone(): Promise<Report & { readonly code: number | null }> {
  const said = await session.dlake(['audit', 'verify', '--json']);
  return { ...(JSON.parse(said.stdout) as Report), code: said.code };
}

test('what nobody touched is as it was, and what came since is in order', async () => {
  expect(await verify()).toMatchObject({ code: 0, ok: true, checkpoints: 1, entries: TWELVE, uncovered: 0 });
  session.write(`lake/${REF}/a.txt`, 'more');
  await session.json(['commit', REF, '-m', 'more']);
  expect(await verify()).toMatchObject({ code: 0, ok: true, entries: TWELVE, uncovered: 1 });
  // The next checkpoint is over that one alone; the older one outside holds as well.
  const next = await session.json(['audit', 'checkpoint', '--unsigned']);
  expect(next).toMatchObject({ seq: 3, entries: TWELVE + 1, added: 1, key: null });
  expect(await session.json(['audit', 'checkpoint', '--unsigned'])).toMatchObject({ seq: 3, added: 0 });
  expect(await verify()).toMatchObject({ code: 0, checkpoints: 2, entries: TWELVE + 1, uncovered: 0 });
});

test('an entry that was changed, and all after it chained anew, is named', async () => {
  replace(
    LOG,
    rechained(entriesOf(LOG), (entry) =>
      entry.seq === 5 ? { ...entry, actor: 'Eve <eve@example.org>' } : entry,
    ),
  );
  expect(await verify()).toMatchObject({ code: 4, problems: [found(LOG, 5, TWELVE, 'altered')] });
});

test('an entry that was taken out, with the rest moved up, is named', async () => {
  const entries = entriesOf(LOG);
  rmSync(join(folderOf(LOG), String(7).padStart(12, '0')));
  expect((await verify()).problems).toEqual([found(LOG, 7, 7, 'missing')]);
  replace(
    LOG,
    rechained(entries, (entry) => (entry.seq === 7 ? undefined : entry)),
  );
  expect((await verify()).problems).toEqual([
    found(LOG, 7, TWELVE - 1, 'altered'),
    found(LOG, TWELVE, TWELVE, 'cut-off'),
  ]);
});

test('the last ten that were cut off are named', async () => {
  replace(LOG, entriesOf(LOG).slice(0, 2));
  expect((await session.dlake(['fsck'])).code).toBe(0);
  expect((await verify()).problems).toEqual([found(LOG, 3, TWELVE, 'cut-off')]);
  const { stdout } = await session.dlake(['audit', 'verify', '--checkpoint', checkpoint]);
  expect(stdout).toContain('store: entries 3 to 12 of raw/lab/cells: cut off\n');
});

test("a forger who has the lake's own log agree is found by the checkpoint outside, and by nothing else", async () => {
  replace(LOG, entriesOf(LOG).slice(0, 2));
  saying((batch) => ({
    ...batch,
    runs: batch.runs.map((run) => ({ ...run, ids: run.ids.slice(0, 2) })),
    total: 2,
  }));
  const without = await session.dlake(['audit', 'verify']);
  expect(without.code).toBe(0);
  expect(without.stdout).toContain('No checkpoint from outside was given');
  expect((await verify()).problems).toEqual([found('raw/lake', 1, 2, 'rewritten')]);
  // Without that log's end, too.
  replace('raw/lake', entriesOf('raw/lake').slice(0, 1));
  expect((await verify()).problems).toEqual([found('raw/lake', 2, 2, 'cut-off')]);
});

test('a checkpoint over one entry alone does not hide what was done to those before it', async () => {
  const entries = entriesOf(LOG).slice(0, 6);
  const changed = rechained(entries, (entry) => (entry.seq === 3 ? { ...entry, reason: 'as if' } : entry));
  replace(LOG, [...changed.slice(0, 5), ...entries.slice(5)]);
  saying((batch) => ({
    runs: batch.runs.map((run) => ({ ...run, first: 6, ids: run.ids.slice(5, 6) })),
    total: 1,
  }));
  expect(await verifyAlone()).toMatchObject({ code: 4, problems: [found(LOG, 1, 5, 'skipped')] });
  const { stdout } = await session.dlake(['audit', 'verify']);
  expect(stdout).toContain('store: entries 1 to 5 of raw/lab/cells: left out by the checkpoints');
  const next = await session.dlake(['audit', 'checkpoint', '--unsigned', '--json']);
  expect(JSON.parse(next.stderr)).toMatchObject({ code: 'record-invalid' });
});

test('a checkpoint that counts otherwise than it names is found, and so is one outside', async () => {
  saying((batch) => ({ ...batch, total: TWELVE + 1 }));
  expect(await verifyAlone()).toMatchObject({
    code: 4,
    problems: [{ ...found('raw/lake', 2, 2, 'invalid'), reason: 'it counts 13 entries; there are 12' }],
  });
  replace('raw/lake', whole[1] ?? []);
  writeFileSync(checkpoint, text.slice(0, text.indexOf('-----BEGIN')).replace('entries 12', 'entries 13'));
  expect(await verify()).toMatchObject({
    code: 4,
    problems: [
      {
        ...found('raw/lake', 2, 2, 'invalid'),
        reason: 'the checkpoint outside counts 13 entries; there are 12',
      },
    ],
  });
});

test('a checkpoint that names what is no log is invalid, and all else is looked at', async () => {
  replace(LOG, entriesOf(LOG).slice(0, 11));
  const [, named = new Uint8Array()] = entriesOf('raw/lake');
  saying((batch) => ({
    ...batch,
    runs: batch.runs.map((run) => ({ ...run, subject: 'refs/../x' })),
  }));
  const { prev: _, ...again } = decodeEntry(named);
  const own = entriesOf('raw/lake');
  const third = encodeEntry({ ...again, seq: 3, prev: entryId(sha256Hex(own[1] ?? named)) });
  replace('raw/lake', [...own, third.bytes]);
  expect(await verifyAlone()).toMatchObject({
    code: 4,
    problems: [found('raw/lake', 2, 2, 'invalid'), found(LOG, TWELVE, TWELVE, 'cut-off')],
  });
});

test('a checkpoint of which the text was changed, of another key or of another lake does not count', async () => {
  const allowed = join(session.folder, 'allowed');
  writeFileSync(allowed, `ada@example.org namespaces="dlake-*" ${readFileSync(`${key}.pub`, 'utf8')}`);
  expect(await verify('--allowed', allowed)).toMatchObject({
    code: 0,
    checkpoint: { signedBy: { principals: 'ada@example.org' } },
  });
  // OpenSSH's own program says the same.
  const begins = text.indexOf('-----BEGIN');
  writeFileSync(`${checkpoint}.sig`, text.slice(begins));
  const words = ['-Y', 'verify', '-n', 'dlake-checkpoint', '-f', allowed, '-I', 'ada@example.org'];
  execFileSync('ssh-keygen', [...words, '-s', `${checkpoint}.sig`], { input: text.slice(0, begins) });

  const refused = async (...flags: readonly string[]) => {
    const said = await session.dlake(['audit', 'verify', '--checkpoint', checkpoint, '--json', ...flags]);
    return { code: said.code, error: (JSON.parse(said.stderr) as { code: string }).code };
  };
  writeFileSync(checkpoint, text.replace('entries 12', 'entries 13'));
  expect(await refused()).toEqual({ code: 4, error: 'signature-refused' });
  writeFileSync(checkpoint, text);
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'eve', '-f', `${key}2`]);
  writeFileSync(allowed, `eve@example.org ${readFileSync(`${key}2.pub`, 'utf8')}`);
  expect(await refused('--allowed', allowed)).toEqual({ code: 4, error: 'signature-refused' });
  writeFileSync(checkpoint, text.slice(0, begins).replace(/lake \S+\nentry/, 'lake 0000\nentry'));
  expect(await refused()).toEqual({ code: 1, error: 'checkpoint-invalid' });
});
