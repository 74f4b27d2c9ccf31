import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Session } from '../cli/run-dlake.ts';
import { pinnedLab, thirdVersion } from './pinned-lab.ts';
import { MEAN, RAW } from './small-lake.ts';

let session: Session;
let work: string;
beforeAll(async () => {
  session = await pinnedLab();
  await thirdVersion(session);
  work = join(session.folder, 'work');
});
afterAll(() => session[Symbol.asyncDispose]());
beforeEach(async () => {
  rmSync(work, { recursive: true });
  mkdirSync(work);
  await pin(`${RAW}@v2`, MEAN);
});

const pin = (...revs: string[]) =>
  session.json(['pin', ...revs, '--remote', join(session.folder, 'nas')], { cwd: 'work' });
const get = (...args: string[]) => session.dlake(['get', '--locked', ...args], { cwd: 'work' });
const verify = (...args: string[]) => session.dlake(['verify', '--locked', ...args], { cwd: 'work' });
const read = (path: string) => readFileSync(join(work, path), 'utf8');

test('exactly what is pinned comes, and is proved without lake and remote', async () => {
  expect(await get()).toMatchInlineSnapshot(`
    {
      "code": 0,
      "stderr": "",
      "stdout": "processed/geo/GSE2034.mean@v1 is in ~~/work/processed/geo/GSE2034.mean: 1 file, 1 written, 0 removed
    raw/geo/GSE2034@v2 is in ~~/work/raw/geo/GSE2034: 2 files, 2 written, 0 removed
    ",
    }
  `);
  expect(read(`${RAW}/matrix.tsv`)).toContain('BRCA1');
  expect(existsSync(join(work, RAW, 'new.tsv'))).toBe(false);
  expect(read('.dlake-lock/.gitignore')).toBe('*\n');
  const nas = join(session.folder, 'nas');
  renameSync(nas, `${nas}-away`);
  try {
    expect(await verify()).toMatchInlineSnapshot(`
      {
        "code": 0,
        "stderr": "",
        "stdout": "Checked 3 objects, 100 B: all as their ids say.
      ",
      }
    `);
    expect(await get()).toMatchInlineSnapshot(`
      {
        "code": 0,
        "stderr": "",
        "stdout": "processed/geo/GSE2034.mean@v1 is in ~~/work/processed/geo/GSE2034.mean: 1 file, 0 written, 0 removed
      raw/geo/GSE2034@v2 is in ~~/work/raw/geo/GSE2034: 2 files, 0 written, 0 removed
      ",
      }
    `);
    rmSync(join(work, MEAN, 'mean.tsv'));
    expect((await get()).code).toBe(7);
  } finally {
    renameSync(`${nas}-away`, nas);
  }
  expect(await get('--json')).toMatchObject({ code: 0, stdout: expect.stringContaining('"written":1') });
});

test('into another folder, a part, some refs', async () => {
  expect(await get('--to', 'data', '--only', '*.tsv')).toMatchInlineSnapshot(`
    {
      "code": 0,
      "stderr": "",
      "stdout": "processed/geo/GSE2034.mean@v1 is in ~~/work/data/processed/geo/GSE2034.mean: 1 file, 1 written, 0 removed
    raw/geo/GSE2034@v2 is in ~~/work/data/raw/geo/GSE2034: 1 file, 1 written, 0 removed
    ",
    }
  `);
  expect(existsSync(join(work, 'data', RAW, 'docs'))).toBe(false);
  expect(await verify('data', '--only', '*.tsv')).toMatchInlineSnapshot(`
    {
      "code": 0,
      "stderr": "",
      "stdout": "Checked 2 objects, 61 B, 66.6% of what was asked for: all as their ids say.
    ",
    }
  `);
  expect(await verify('data')).toMatchInlineSnapshot(`
    {
      "code": 4,
      "stderr": "",
      "stdout": "Missing: raw/geo/GSE2034@v2:docs/README.txt
      the file is not there
      commit   37b327ffa9
      expected ed3344decec6691c6b02f4c97a82461a8f09f39627a4e59da04f82a44ded41f1
    Checked 2 objects, 61 B: 1 missing.
    ",
    }
  `);
  expect(await get('--to', 'one', MEAN)).toMatchInlineSnapshot(`
    {
      "code": 0,
      "stderr": "",
      "stdout": "processed/geo/GSE2034.mean@v1 is in ~~/work/one/processed/geo/GSE2034.mean: 1 file, 1 written, 0 removed
    ",
    }
  `);
  expect(existsSync(join(work, 'one', RAW))).toBe(false);
  expect(await get('--to', 'none', '--only', 'no/such/*')).toMatchInlineSnapshot(`
    {
      "code": 1,
      "stderr": "Error: There is no no/such/* in processed/geo/GSE2034.mean@v1, raw/geo/GSE2034@v2
    Hint: See what there is: dlake ls processed/geo/GSE2034.mean@v1, raw/geo/GSE2034@v2
    ",
      "stdout": "",
    }
  `);
  expect(await get('raw/lab/other')).toMatchInlineSnapshot(`
    {
      "code": 1,
      "stderr": "Error: raw/lab/other is not pinned; pinned are: processed/geo/GSE2034.mean, raw/geo/GSE2034
    ",
      "stdout": "",
    }
  `);
});

test('a pin that moves brings the new version and takes away what the old one had', async () => {
  await pin(`${RAW}@v3`);
  await get();
  expect(existsSync(join(work, RAW, 'new.tsv'))).toBe(true);
  await pin(`${RAW}@v1`);
  expect(await get(RAW)).toMatchInlineSnapshot(`
    {
      "code": 0,
      "stderr": "",
      "stdout": "raw/geo/GSE2034@v1 is in ~~/work/raw/geo/GSE2034: 2 files, 1 written, 1 removed
    ",
    }
  `);
  expect(existsSync(join(work, RAW, 'new.tsv'))).toBe(false);
  expect(read(`${RAW}/matrix.tsv`)).not.toContain('BRCA1');
  expect((await verify()).code).toBe(0);
});

test('what somebody changed is not overwritten without saying', async () => {
  await get();
  writeFileSync(join(work, RAW, 'matrix.tsv'), 'my own\n');
  writeFileSync(join(work, RAW, 'notes.txt'), 'mine\n');
  expect(await get()).toMatchInlineSnapshot(`
    {
      "code": 1,
      "stderr": "Error: These files are not what was brought for raw/geo/GSE2034; nothing was overwritten:
      matrix.tsv
    Hint: Move them away if they are wanted; --force gives them up.
    ",
      "stdout": "",
    }
  `);
  expect(read(`${RAW}/matrix.tsv`)).toBe('my own\n');
  expect(await get('--force')).toMatchObject({ code: 0 });
  expect(read(`${RAW}/matrix.tsv`)).toContain('BRCA1');
  expect(read(`${RAW}/notes.txt`)).toBe('mine\n');
  expect(await verify()).toMatchInlineSnapshot(`
    {
      "code": 4,
      "stderr": "",
      "stdout": "Extra: raw/geo/GSE2034@v2:notes.txt
    Checked 3 objects, 100 B: 1 extra.
    ",
    }
  `);
});

test('each damaged, missing and extra file is named, in every form', async () => {
  await get('--to', 'data');
  const at = (path: string) => join(work, 'data', path);
  writeFileSync(at(`${RAW}/matrix.tsv`), read(`data/${RAW}/matrix.tsv`).replace('7.1', '7.2'));
  rmSync(at(`${RAW}/docs/README.txt`));
  writeFileSync(at(`${MEAN}/more.tsv`), '');
  chmodSync(at(`${MEAN}/mean.tsv`), 0o755);
  expect(await verify('data')).toMatchInlineSnapshot(`
    {
      "code": 4,
      "stderr": "",
      "stdout": "Damaged: processed/geo/GSE2034.mean@v1:mean.tsv
      it is executable, unlike in the version
      commit   4164e978b5
      expected 853f3b13bf49319214e33d4e782616589fc40653e3b12695fc0f492aac07f1fa
    Damaged: raw/geo/GSE2034@v2:matrix.tsv
      its bytes differ from the version
      commit   37b327ffa9
      expected b3fa4aa19974f0d11b2b710229e454db875a89b90bce152b1bc58b213444e643
      found    75624bf12c9840e9e543be744ff0d87b229b4a421b43e2d85ffcc5bd8df208b9
    Missing: raw/geo/GSE2034@v2:docs/README.txt
      the file is not there
      commit   37b327ffa9
      expected ed3344decec6691c6b02f4c97a82461a8f09f39627a4e59da04f82a44ded41f1
    Extra: processed/geo/GSE2034.mean@v1:more.tsv
    Checked 2 objects, 61 B: 2 damaged, 1 missing, 1 extra.
    ",
    }
  `);
  expect(await verify('data', '--format', 'github', '--junit', 'report.xml')).toMatchInlineSnapshot(`
    {
      "code": 4,
      "stderr": "",
      "stdout": "::error file=data/processed/geo/GSE2034.mean/mean.tsv,title=dlake%3A damaged::processed/geo/GSE2034.mean@v1:mean.tsv%0Ait is executable, unlike in the version%0Aexpected 853f3b13bf49319214e33d4e782616589fc40653e3b12695fc0f492aac07f1fa%0Afound nothing
    ::error file=data/raw/geo/GSE2034/matrix.tsv,title=dlake%3A damaged::raw/geo/GSE2034@v2:matrix.tsv%0Aits bytes differ from the version%0Aexpected b3fa4aa19974f0d11b2b710229e454db875a89b90bce152b1bc58b213444e643%0Afound 75624bf12c9840e9e543be744ff0d87b229b4a421b43e2d85ffcc5bd8df208b9
    ::error file=data/raw/geo/GSE2034/docs/README.txt,title=dlake%3A missing::raw/geo/GSE2034@v2:docs/README.txt%0Athe file is not there%0Aexpected ed3344decec6691c6b02f4c97a82461a8f09f39627a4e59da04f82a44ded41f1%0Afound nothing
    ::error file=data/processed/geo/GSE2034.mean/more.tsv,title=dlake%3A extra::processed/geo/GSE2034.mean@v1:more.tsv%0Athe version has no such file
    ::notice title=dlake verify::Checked 2 objects, 61 B: 2 damaged, 1 missing, 1 extra.
    ",
    }
  `);
  expect(read('report.xml')).toMatchInlineSnapshot(`
    "<?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="dlake verify" tests="4" failures="4" errors="0">
      <testsuite name="dlake verify" tests="4" failures="4" errors="0" skipped="0">
        <properties>
          <property name="checked" value="2"/>
          <property name="bytes" value="61"/>
          <property name="coverage" value="1"/>
        </properties>
        <testcase name="mean.tsv" classname="processed/geo/GSE2034.mean@v1"><failure type="damaged" message="it is executable, unlike in the version">id bafkreiefh45rhp2jggjbjyz5jz4cmfsyt7camu7dwetjl7apjevkyb7r7i&#10;expected 853f3b13bf49319214e33d4e782616589fc40653e3b12695fc0f492aac07f1fa&#10;found nothing</failure></testcase>
        <testcase name="matrix.tsv" classname="raw/geo/GSE2034@v2"><failure type="damaged" message="its bytes differ from the version">id bafkreift7jfkdglu6dirwk3raiu6ivg3q5nitoilzykswg6frmqtirhgim&#10;expected b3fa4aa19974f0d11b2b710229e454db875a89b90bce152b1bc58b213444e643&#10;found 75624bf12c9840e9e543be744ff0d87b229b4a421b43e2d85ffcc5bd8df208b9</failure></testcase>
        <testcase name="docs/README.txt" classname="raw/geo/GSE2034@v2"><failure type="missing" message="the file is not there">id bafkreihngncn5twgneogwaxuzf5ierq2r4e7hfrhutsz3icpqkse33kb6e&#10;expected ed3344decec6691c6b02f4c97a82461a8f09f39627a4e59da04f82a44ded41f1&#10;found nothing</failure></testcase>
        <testcase name="more.tsv" classname="processed/geo/GSE2034.mean@v1"><failure type="extra" message="the version has no such file"/></testcase>
        <system-out>Checked 2 objects, 61 B: 2 damaged, 1 missing, 1 extra.</system-out>
      </testsuite>
    </testsuites>
    "
  `);
  const json = JSON.parse((await verify('data', '--json')).stdout);
  expect(json).toMatchObject({
    ok: false,
    damaged: [{ path: 'mean.tsv' }, { path: 'matrix.tsv', found: expect.stringMatching(/^[0-9a-f]{64}$/) }],
    missing: [{ path: 'docs/README.txt' }],
    extra: [{ ref: MEAN, path: 'more.tsv' }],
  });
});

test('what was never brought is not there', async () => {
  const { code, stdout } = await verify('data');
  expect(code).toBe(4);
  expect(stdout).toContain('there is no file of it here');
});

test('without the records it is only said that the whole differs', async () => {
  await get();
  rmSync(join(work, '.dlake-lock'), { recursive: true });
  expect(await verify()).toMatchInlineSnapshot(`
    {
      "code": 0,
      "stderr": "",
      "stdout": "Checked 3 objects, 100 B: all as their ids say.
    ",
    }
  `);
  expect(existsSync(join(work, '.dlake-lock'))).toBe(false);
  writeFileSync(join(work, MEAN, 'mean.tsv'), 'other\n');
  expect(await verify()).toMatchInlineSnapshot(`
    {
      "code": 4,
      "stderr": "",
      "stdout": "Damaged: processed/geo/GSE2034.mean@v1
      as a whole its files are not what is pinned; the records that tell which differ are not at hand: they are not in .dlake-lock
      commit   4164e978b5
      expected 61492f7ae0c4b5a0b19759180f1e66ff801906f25d3ea72f6341194d10de5402
      found    eca857e4e14452c6672721a53f97516929c6dc2dc5b467957d3fad019cca5c84
    Checked 3 objects, 87 B: 1 damaged.
    ",
    }
  `);
});

test('a symlink of the dataset is compared too', async () => {
  session.write('lake/raw/lab/links/a', 'a\n');
  symlinkSync('a', join(session.lake, 'raw/lab/links/b'));
  await session.json(['commit', 'raw/lab/links', '-m', 'links']);
  await session.json(['push', 'lab', 'raw/lab/links']);
  await pin('raw/lab/links');
  await get('raw/lab/links');
  expect((await verify()).code).toBe(4);
  await get();
  expect((await verify()).code).toBe(0);
  rmSync(join(work, 'raw/lab/links/b'));
  symlinkSync('../a', join(work, 'raw/lab/links/b'));
  expect((await verify()).stdout).toContain('raw/lab/links@v1:b');
  rmSync(join(work, 'raw/lab/links/b'));
  writeFileSync(join(work, 'raw/lab/links/b'), 'a\n');
  expect((await verify()).stdout).toContain('it is a file, and a symlink in the version');
});
