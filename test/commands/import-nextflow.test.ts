import { appendFileSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Session } from '../cli/run-dlake.ts';
import { dataPath, NextflowRecords } from './nextflow-records.ts';

const READS = 'raw/lab/reads';
const [RUN, ALIGN, COUNT] = ['aa11', 'bb22', 'cc33'];
const SESSION = '0f0c0b0a-0000-4000-8000-000000000001';

let session: Session;
let nth = 0;
/** Where this test's run lies: records, work folder and results. */
let place: string;
let records: NextflowRecords;
const at = (path: string) => join(session.folder, place, path);

/** A file that a task made, and the link to it that Nextflow publishes. */
function publish(path: string, content: string, task: string): void {
  session.write(`${place}/work/${task}/${path}`, content);
  mkdirSync(dirname(at(`results/${path}`)), { recursive: true });
  symlinkSync(at(`work/${task}/${path}`), at(`results/${path}`));
  records.fileOutput(`${task}/${path}`, at(`work/${task}/${path}`), task, RUN);
  records.fileOutput(`${RUN}/${path}`, at(`results/${path}`), `${task}/${path}`, RUN);
}

/** Two tasks: one reads what is in the lake, the other what the first made. */
function runPipeline(reads: readonly object[]): void {
  records.history('2026-11-20 10:00:00 UTC', 'big_kare', SESSION, RUN);
  records.workflowRun(RUN, 'big_kare', SESSION, {
    params: [
      { type: 'String', name: 'index', value: 'gencode49' },
      { type: 'BigDecimal', name: 'cutoff', value: 0.05 },
      { type: 'Integer', name: 'threads', value: 4 },
      { type: null, name: 'skip', value: null },
      { type: 'String', name: 'api_token', value: 's3cr3t' },
    ],
  });
  records.taskRun(ALIGN, 'ALIGN (s1)', RUN, reads);
  publish('bam/s1.bam', 'aligned', ALIGN);
  records.taskRun(COUNT, 'COUNT (s1)', RUN, [`lid://${ALIGN}/bam/s1.bam`]);
  publish('counts/s1.tsv', 'counted', COUNT);
}

beforeAll(async () => {
  session = new Session({ DLAKE_CATALOG: 'inline' });
  await session.json(['init']);
  session.write(`lake/${READS}/s1.fastq`, 'ACGT');
  await session.json(['commit', READS, '-m', 'reads']);
}, 60_000);
afterAll(() => session[Symbol.asyncDispose]());
beforeEach(() => {
  nth += 1;
  place = `run${nth}`;
  records = new NextflowRecords(at('.lineage'));
});

const bring = (...args: readonly string[]) =>
  session.dlake(['import', 'nextflow', '--lineage', at('.lineage'), '--json', ...args]);

interface Imported {
  readonly commits: readonly { readonly ref: string; readonly commit: string }[];
  readonly left: readonly string[];
  readonly unknown: readonly { readonly path: string }[];
}
const done = (said: { readonly stdout: string; readonly stderr: string }): Imported => {
  if (said.stdout === '') throw new Error(said.stderr);
  return JSON.parse(said.stdout);
};
const failed = (said: { readonly stderr: string; readonly code: number | null }) => ({
  code: said.code,
  error: JSON.parse(said.stderr) as { readonly code: string; readonly data: object },
});

test('what a run published becomes versions that say what they were made from, and how', async () => {
  runPipeline([dataPath(join(session.lake, READS, 's1.fastq'))]);
  const imported = done(
    await bring('--out', 'processed/lab/counts=counts/**', '--out', 'processed/lab/bam=bam/*.bam'),
  );
  expect(imported.commits.map(({ ref }) => ref)).toEqual(['processed/lab/counts', 'processed/lab/bam']);
  expect(imported).toMatchObject({ run: 'big_kare', lineage: `lid://${RUN}`, left: [], unknown: [] });
  const [reads] = await session.json<readonly { readonly id: string }[]>(['log', READS]);
  const shown = await session.json<{ readonly run: object }>(['show', 'processed/lab/counts']);
  expect(shown).toMatchObject({
    action: 'pipeline',
    inputs: [reads?.id],
    message: 'Nextflow run big_kare',
    parameters: { index: 'gencode49', cutoff: '0.05', threads: 4, api_token: '(hidden)' },
    run: {
      tool: 'nextflow 25.10.0',
      lineage: `lid://${RUN}`,
      name: 'big_kare',
      session: SESSION,
      command: 'nextflow run main.nf -name big_kare --api_token (hidden)',
      startedAt: '2026-11-20T10:00:00.123Z',
      tasks: 2,
      containers: ['quay.io/biocontainers/salmon:1.10.1'],
      scripts: [{ path: 'file:///home/ada/pipe/main.nf', checksum: '78910' }],
    },
  });
  expect(JSON.stringify(shown)).not.toContain('s3cr3t');
  // The links that were published are files in the version.
  const { stdout } = await session.dlake(['cat', 'processed/lab/counts:counts/s1.tsv']);
  expect(stdout).toBe('counted');
  expect((await session.dlake(['fsck'])).code).toBe(0);
  // Only what the first task read is behind what it made.
  expect(await session.json(['show', 'processed/lab/bam'])).toMatchObject({ run: { tasks: 1 } });
  // The same once more is nothing new.
  const again = done(await bring('--out', 'processed/lab/counts=counts/**'));
  expect(again).toMatchObject({ commits: [{ unchanged: true }], left: ['bam/s1.bam'] });
});

test('a copy of what the lake has is found by its bytes, and what it has not stops it or is attested', async () => {
  session.write(`${place}/copy.fastq`, 'ACGT');
  session.write(`${place}/other.fastq`, 'TTTT');
  runPipeline([dataPath(at('copy.fastq')), dataPath(at('other.fastq'))]);
  const refused = failed(await bring('--as', 'processed/lab/second'));
  expect(refused).toMatchObject({
    code: 5,
    error: {
      code: 'inputs-unknown',
      data: { files: [{ path: `file://${at('other.fastq')}`.replace(session.folder, '~~') }] },
    },
  });
  const imported = done(await bring('--as', 'processed/lab/second', '--attest', 'simulated reads'));
  expect(imported.unknown).toHaveLength(1);
  const [reads] = await session.json<readonly { readonly id: string }[]>(['log', READS]);
  expect(await session.json(['show', 'processed/lab/second'])).toMatchObject({
    inputs: [reads?.id],
    files: 2,
    metadata: { attested: 'simulated reads' },
    run: { unknownInputs: [{ reason: 'no version of the lake has its bytes' }] },
  });
});

test('where several datasets have the bytes somebody has to say which it was', async () => {
  session.write('lake/raw/lab/twin/s1.fastq', 'ACGT');
  await session.json(['commit', 'raw/lab/twin', '-m', 'the same reads']);
  session.write(`${place}/copy.fastq`, 'ACGT');
  runPipeline([dataPath(at('copy.fastq'))]);
  const refused = failed(await bring('--as', 'processed/lab/third'));
  expect(refused).toMatchObject({ code: 5, error: { code: 'rule-refused' } });
  done(await bring('--as', 'processed/lab/third', '--from', 'raw/lab/twin'));
  const [twin] = await session.json<readonly { readonly id: string }[]>(['log', 'raw/lab/twin']);
  expect(await session.json(['show', 'processed/lab/third'])).toMatchObject({ inputs: [twin?.id] });
});

test('what is not as its record says stops it all, by name', async () => {
  const reads = join(session.lake, READS, 's1.fastq');
  runPipeline([dataPath(reads)]);
  appendFileSync(at(`work/${COUNT}/counts/s1.tsv`), ' and more');
  const changed = failed(await bring('--as', 'processed/lab/fourth'));
  expect(changed).toMatchObject({
    code: 4,
    error: {
      code: 'outputs-changed',
      data: { run: 'big_kare', files: [{ path: 'counts/s1.tsv', reason: 'it has 16 bytes now, and had 7' }] },
    },
  });
  // As long as it was, and written anew.
  session.write(`${place}/work/${COUNT}/counts/s1.tsv`, 'COUNTED');
  expect(failed(await bring('--as', 'processed/lab/fourth')).error.data).toMatchObject({
    files: [{ reason: 'it was written to since the run' }],
  });
  // With NXF_CACHE_MODE=deep the records say so, and have the same hash.
  records.fileOutput(
    `${RUN}/counts/s1.tsv`,
    at('results/counts/s1.tsv'),
    `${COUNT}/counts/s1.tsv`,
    RUN,
    'deep',
  );
  session.write(`${place}/work/${COUNT}/counts/s1.tsv`, 'Counted');
  expect(failed(await bring('--as', 'processed/lab/fourth')).error.data).toMatchObject({
    files: [{ reason: 'it was written to since the run' }],
  });
  expect((await session.dlake(['show', 'processed/lab/fourth', '--json'])).code).toBe(1);
});

test('a task without a record stops it or is attested, and a record that can not be read stops it', async () => {
  runPipeline([dataPath(join(session.lake, READS, 's1.fastq'))]);
  rmSync(at(`.lineage/${ALIGN}/.data.json`));
  expect(failed(await bring('--out', 'processed/lab/gap=counts/**'))).toMatchObject({
    code: 5,
    error: {
      code: 'inputs-unknown',
      data: { files: [{ path: `lid://${ALIGN}/bam/s1.bam` }] },
    },
  });
  const imported = done(await bring('--out', 'processed/lab/gap=counts/**', '--attest', 'seen by eye'));
  expect(imported.unknown).toHaveLength(1);
  expect(await session.json(['show', 'processed/lab/gap'])).toMatchObject({
    run: { unknownInputs: [{ path: `lid://${ALIGN}/bam/s1.bam` }] },
  });
  // What the script of the run made itself.
  records.fileOutput(`${RUN}/counts/s1.tsv`, at('results/counts/s1.tsv'), RUN, RUN);
  const own = done(await bring('--out', 'processed/lab/own=counts/**', '--attest', 'made by the script'));
  expect(own.unknown).toEqual([]);
  const record = at(`.lineage/${RUN}/counts/s1.tsv/.data.json`);
  rmSync(record);
  symlinkSync(record, record);
  expect(failed(await bring('--as', 'processed/lab/loop')).error.code).toBe('file-unreadable');
});

test('several globs of one ref are one version', async () => {
  runPipeline([dataPath(join(session.lake, READS, 's1.fastq'))]);
  const both = ['--out', 'processed/lab/both=counts/**', '--out', 'processed/lab/both=bam/**'];
  expect(done(await bring(...both))).toMatchObject({ commits: [{ ref: 'processed/lab/both' }], left: [] });
  const files = await session.json<readonly { readonly path: string }[]>(['ls', 'processed/lab/both']);
  expect(files.map(({ path }) => path)).toEqual(['bam/s1.bam', 'counts/s1.tsv']);
});

test('every file is the one that its record is of, before any is committed', async () => {
  runPipeline([dataPath(join(session.lake, READS, 's1.fastq'))]);
  const twice = ['--out', 'processed/lab/tied1=bam/**', '--out', 'processed/lab/tied2=counts/**'];
  session.write(`${place}/elsewhere/counts/s1.tsv`, 'counted');
  records.fileOutput(`${RUN}/counts/s1.tsv`, at('elsewhere/counts/s1.tsv'), `${COUNT}/counts/s1.tsv`, RUN);
  expect(failed(await bring('--as', 'processed/lab/tied')).error.code).toBe('record-invalid');
  rmSync(at('results/counts'), { recursive: true });
  symlinkSync(at('elsewhere/counts'), at('results/counts'));
  records.fileOutput(`${RUN}/counts/s1.tsv`, at('results/counts/s1.tsv'), `${COUNT}/counts/s1.tsv`, RUN);
  expect(failed(await bring(...twice)).error.code).toBe('record-invalid');
  expect((await session.dlake(['show', 'processed/lab/tied1', '--json'])).code).toBe(1);
});

test('where a later output can not be committed, what was is said', async () => {
  runPipeline([dataPath(join(session.lake, READS, 's1.fastq'))]);
  done(await bring('--as', 'processed/lab/part2'));
  const refused = failed(
    await bring('--out', 'processed/lab/part1=counts/**', '--out', 'processed/lab/part2=bam/**'),
  );
  expect(refused).toMatchObject({
    code: 3,
    error: {
      code: 'imported-in-part',
      data: {
        landed: [{ ref: 'processed/lab/part1' }],
        ref: 'processed/lab/part2',
        reason: 'deletions-need-consent',
      },
    },
  });
});

test('a version that is named counts for a file in a folder that has moved on', async () => {
  const ref = 'raw/lab/moved';
  session.write(`lake/${ref}/s1.fastq`, 'GATTACA');
  await session.json(['commit', ref, '-m', 'as it was read']);
  runPipeline([dataPath(join(session.lake, ref, 's1.fastq'))]);
  session.write(`lake/${ref}/s2.fastq`, 'CCCC');
  await session.json(['commit', ref, '-m', 'one more']);
  const [newer, older] = await session.json<readonly { readonly id: string }[]>(['log', ref]);
  done(await bring('--as', 'processed/lab/moved1'));
  expect(await session.json(['show', 'processed/lab/moved1'])).toMatchObject({ inputs: [newer?.id] });
  done(await bring('--as', 'processed/lab/moved2', '--from', `${ref}~1`));
  expect(await session.json(['show', 'processed/lab/moved2'])).toMatchObject({ inputs: [older?.id] });
});

test('a number sign in a name is a part of it', async () => {
  runPipeline([dataPath(join(session.lake, READS, 's1.fastq'))]);
  publish('cram/48392_1#12.cram', 'reads of one lane', COUNT);
  done(await bring('--as', 'processed/lab/lanes', '--run', `lid://${RUN}#output`));
  const files = await session.json<readonly { readonly path: string }[]>(['ls', 'processed/lab/lanes']);
  expect(files.map(({ path }) => path)).toContain('cram/48392_1#12.cram');
});

test('a folder that was published comes with all that is in it', async () => {
  runPipeline([dataPath(join(session.lake, READS, 's1.fastq'))]);
  session.write(`${place}/work/${COUNT}/report/index.html`, '<p>fine</p>');
  session.write(`${place}/work/${COUNT}/report/data/a.json`, '{}');
  symlinkSync(at(`work/${COUNT}/report`), at('results/report'));
  records.fileOutput(`${RUN}/report`, at('results/report'), `${COUNT}/report`, RUN);
  done(await bring('--out', 'processed/lab/report=report'));
  const files = await session.json<readonly { readonly path: string }[]>(['ls', 'processed/lab/report']);
  expect(files.map(({ path }) => path)).toEqual(['report/data/a.json', 'report/index.html']);
});

test('other runs, records of another version, and folders that are none are told apart', async () => {
  runPipeline([dataPath(join(session.lake, READS, 's1.fastq'))]);
  const none = failed(await bring('--as', 'processed/lab/fifth', '--run', 'sad_volta'));
  expect(none).toMatchObject({ code: 2, error: { code: 'usage-invalid' } });
  for (const name of ['big_kare', SESSION, `lid://${RUN}`, 'aa'])
    expect(done(await bring('--as', 'processed/lab/fifth', '--run', name)).commits).toHaveLength(1);
  records.save(RUN, 'WorkflowRun', {});
  expect(failed(await bring('--as', 'processed/lab/fifth')).error.code).toBe('record-invalid');
  place = 'nowhere';
  expect(failed(await bring('--as', 'processed/lab/fifth')).error.code).toBe('usage-invalid');
});
