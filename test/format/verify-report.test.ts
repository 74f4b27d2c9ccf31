import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { formatVerifyReport, VERIFY_FORMATS } from '../../src/format/verify-report.ts';
import { verifySummary } from '../../src/format/verify-text.ts';
import { xmlText } from '../../src/format/xml-text.ts';
import type { VerifyFinding, VerifyReport } from '../../src/lake/verify-report.ts';
import { blobId, commitId } from '../../src/records/ids.ts';

const EXPECTED = '0123456789abcdef'.repeat(4);
const FOUND = 'f'.repeat(64);
const finding = (over: Partial<VerifyFinding> = {}): VerifyFinding => ({
  ref: 'raw/geo/GSE2034',
  commit: commitId('ab'.repeat(32)),
  version: 'v2',
  path: 'matrix.txt',
  id: blobId(EXPECTED),
  reason: 'its bytes have changed',
  expected: EXPECTED,
  ...over,
});
const report = (over: Partial<VerifyReport> = {}): VerifyReport => ({
  ok: true,
  checked: 20_001,
  bytes: 163_840_000,
  coverage: 1,
  damaged: [],
  broken: [],
  missing: [],
  absent: [],
  withdrawn: [],
  ...over,
});
const BROKEN = report({
  ok: false,
  coverage: 0.9999,
  sample: { percent: 5, seed: '42' },
  damaged: [finding({ found: FOUND })],
  broken: [{ where: 'raw/packs/ab/abcd', reason: 'its footer is damaged' }],
  missing: [finding({ path: '', reason: 'it is not in the store' })],
  absent: [finding({ path: 'far.txt', reason: 'it is at lab' })],
  withdrawn: [finding({ path: 'gone.txt', reason: 'consent was withdrawn' })],
});
const ESC = '\u001b';
/** What XML 1.0 has no form for. */
const UNWRITABLE = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
const HOSTILE = [
  `a\n::error::b%0A,:c\r`,
  `]]></failure><x a="'&amp;`,
  `${ESC}[2Jx\u009b31m\u0000\ufffe\uffff`,
  '\u202egpj.exe',
  'ünï🧬 \t',
];

/** A small tree of the elements of an XML text; throws when it is not well-formed. */
interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}
function parse(xml: string): Element {
  const parser = new SaxesParser();
  const open: Element[] = [{ name: '', attributes: {}, children: [], text: '' }];
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element: Element = {
      name,
      attributes: attributes as Record<string, string>,
      children: [],
      text: '',
    };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('text', (text) => {
    const element = open.at(-1);
    if (element !== undefined) element.text += text;
  });
  parser.on('closetag', () => open.pop());
  parser.write(xml).close();
  const [root] = open[0]?.children ?? [];
  if (root === undefined) throw new Error('no root');
  return root;
}

/** What junit-10.xsd of Jenkins' xUnit plugin lets each element hold, of what is used here. */
const SCHEMA: Readonly<
  Record<string, { children: readonly string[]; must: readonly string[]; may: readonly string[] }>
> = {
  testsuites: { children: ['testsuite'], must: [], may: ['name', 'tests', 'failures', 'errors'] },
  testsuite: {
    children: ['properties', 'testcase', 'system-out'],
    must: ['name', 'tests', 'failures', 'errors'],
    may: ['skipped'],
  },
  properties: { children: ['property'], must: [], may: [] },
  property: { children: [], must: ['name', 'value'], may: [] },
  testcase: { children: ['failure', 'skipped'], must: ['name'], may: ['classname'] },
  failure: { children: [], must: [], may: ['type', 'message'] },
  skipped: { children: [], must: [], may: ['type', 'message'] },
  'system-out': { children: [], must: [], may: [] },
};
function checkSchema(element: Element): void {
  const rule = SCHEMA[element.name];
  if (rule === undefined) throw new Error(`no element ${element.name} in the schema`);
  const keys = Object.keys(element.attributes);
  expect(keys).toEqual(expect.arrayContaining([...rule.must]));
  expect([...rule.must, ...rule.may]).toEqual(expect.arrayContaining(keys));
  for (const child of element.children) {
    expect(rule.children).toContain(child.name);
    checkSchema(child);
  }
}
const junit = (value: VerifyReport): Element => {
  const root = parse(formatVerifyReport(value, 'junit').join('\n'));
  checkSchema(root);
  return root.children[0] as Element;
};
const cases = (value: VerifyReport) => junit(value).children.filter(({ name }) => name === 'testcase');

describe('the text report', () => {
  it('sums up when all is well', () => {
    expect(formatVerifyReport(report(), 'text')).toEqual([
      'Checked 20,001 objects, 156 MiB: all as their ids say.',
    ]);
  });

  it('names dataset, version, path, expected and found', () => {
    expect(formatVerifyReport(BROKEN, 'text')).toEqual([
      'Damaged: raw/geo/GSE2034@v2:matrix.txt',
      '  its bytes have changed',
      '  commit   ababababab',
      `  expected ${EXPECTED}`,
      `  found    ${FOUND}`,
      'Missing: raw/geo/GSE2034@v2',
      '  a record of the version: it is not in the store',
      '  commit   ababababab',
      `  expected ${EXPECTED}`,
      'Broken: raw/packs/ab/abcd: its footer is damaged',
      'Absent: raw/geo/GSE2034@v2:far.txt',
      'Withdrawn: raw/geo/GSE2034@v2:gone.txt',
      'Checked 20,001 objects, 156 MiB, 99.9% of what was asked for, a sample of 5% with the seed 42: 1 damaged, 1 missing, 1 broken, 1 absent, 1 withdrawn.',
    ]);
  });

  it('lists all that is wrong, and ten of what is no fault', () => {
    const many = Array.from({ length: 25 }, (_, i) => finding({ path: `f${i}` }));
    const lines = formatVerifyReport(report({ missing: many, absent: many }), 'text');
    expect(lines.filter((line) => line.startsWith('Missing:'))).toHaveLength(25);
    expect(lines.filter((line) => line.startsWith('Absent:'))).toHaveLength(11);
    expect(lines).toContain('Absent: and 15 more');
  });

  it('never rounds a part up to the whole, or down to nothing', () => {
    expect(verifySummary(report({ coverage: 0.99999 }))).toContain('99.9% of');
    expect(verifySummary(report({ coverage: 0.00001 }))).toContain('less than 0.1% of');
    expect(verifySummary(report({ coverage: 0 }))).toContain(' 0% of');
  });
});

describe('the JSON report', () => {
  it('has the keys of the contract, ids as CIDs', () => {
    const value = JSON.parse(formatVerifyReport(BROKEN, 'json').join('\n'));
    expect(Object.keys(value)).toEqual([
      'ok',
      'checked',
      'bytes',
      'coverage',
      'sample',
      'damaged',
      'broken',
      'missing',
      'absent',
      'withdrawn',
    ]);
    expect(value.damaged).toEqual([
      {
        ref: 'raw/geo/GSE2034',
        commit: 'bafyreiflvov2xk5lvov2xk5lvov2xk5lvov2xk5lvov2xk5lvov2xk5lvm',
        version: 'v2',
        path: 'matrix.txt',
        id: 'bafkreiabencwpcnlzxxqci2fm6e2xtppaerukz4jvpg66ajdivtytk6n54',
        reason: 'its bytes have changed',
        expected: EXPECTED,
        found: FOUND,
      },
    ]);
    expect(value.missing[0]).not.toHaveProperty('found');
    expect(JSON.parse(formatVerifyReport(report(), 'json').join('\n'))).not.toHaveProperty('sample');
  });
});

describe('the JUnit report', () => {
  it('has a failure for each damaged or missing thing, and skips what is no fault', () => {
    const suite = junit(BROKEN);
    expect(suite.attributes).toEqual({
      name: 'dlake verify',
      tests: '5',
      failures: '3',
      errors: '0',
      skipped: '2',
    });
    const [damaged, missing, broken, absent, withdrawn] = cases(BROKEN);
    expect(damaged?.attributes).toEqual({ name: 'matrix.txt', classname: 'raw/geo/GSE2034@v2' });
    expect(damaged?.children[0]).toMatchObject({
      name: 'failure',
      attributes: { type: 'damaged', message: 'its bytes have changed' },
      text: `id bafkreiabencwpcnlzxxqci2fm6e2xtppaerukz4jvpg66ajdivtytk6n54\nexpected ${EXPECTED}\nfound ${FOUND}`,
    });
    expect(missing?.children[0]?.text).toContain('found nothing');
    expect(broken?.children[0]?.attributes).toEqual({ type: 'broken', message: 'its footer is damaged' });
    expect(absent?.children[0]).toMatchObject({ name: 'skipped', text: 'absent: it is at lab' });
    expect(withdrawn?.children[0]?.text).toBe('withdrawn: consent was withdrawn');
  });

  it('has a case that passes when nothing fails', () => {
    const [only, ...more] = cases(report());
    expect(more).toEqual([]);
    expect(only).toMatchObject({ attributes: { name: 'stored bytes' }, children: [] });
    expect(cases(report({ absent: [finding()] }))).toHaveLength(2);
  });

  it('holds hostile names', () => {
    const names = cases(report({ damaged: HOSTILE.map((path) => finding({ path })) })).map(
      ({ attributes }) => attributes.name,
    );
    expect(names).toEqual([
      '"a\\n::error::b%0A,:c\\r"',
      `]]></failure><x a="'&amp;`,
      '"\\e[2Jx\\x9b31m\\x00\\ufffe\\uffff"',
      '"\\u202egpj.exe"',
      '"ünï🧬 \\t"',
    ]);
  });

  it('is well-formed whatever the texts are, and gives them back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const root = parse(`<a b="${xmlText(text)}">${xmlText(text)}</a>`);
        expect(root.text).toBe(root.attributes.b);
        if (!UNWRITABLE.test(text)) expect(root.text).toBe(text);
      }),
    );
  });
});

describe('the report for GitHub', () => {
  it('is workflow commands at the file of the worktree', () => {
    expect(formatVerifyReport(BROKEN, 'github')).toEqual([
      `::error file=raw/geo/GSE2034/matrix.txt,title=dlake%3A damaged::raw/geo/GSE2034@v2:matrix.txt%0Aits bytes have changed%0Aexpected ${EXPECTED}%0Afound ${FOUND}`,
      `::error title=dlake%3A missing::raw/geo/GSE2034@v2%0Ait is not in the store%0Aexpected ${EXPECTED}%0Afound nothing`,
      '::error title=dlake%3A broken::raw/packs/ab/abcd: its footer is damaged',
      '::notice title=dlake verify::Checked 20,001 objects, 156 MiB, 99.9%25 of what was asked for, a sample of 5%25 with the seed 42: 1 damaged, 1 missing, 1 broken, 1 absent, 1 withdrawn.',
    ]);
  });

  it('escapes what would end a property or a command', () => {
    const [line] = formatVerifyReport(report({ damaged: [finding({ path: '100%,a:b' })] }), 'github');
    expect(line).toContain('::error file=raw/geo/GSE2034/100%25%2Ca%3Ab,title=');
    expect(line).toContain('::raw/geo/GSE2034@v2:100%25,a:b%0A');
  });

  it('is one command per line and without control characters, whatever names and reasons are', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...HOSTILE));
    fc.assert(
      fc.property(text, text, (path, reason) => {
        const lines = formatVerifyReport(
          report({ damaged: [finding({ path, reason })], missing: [finding({ path })] }),
          'github',
        );
        expect(lines).toHaveLength(3);
        for (const line of lines) {
          expect(line).toMatch(/^::(error|notice) /);
          expect(line).not.toMatch(/\p{Cc}/u);
        }
      }),
    );
  });
});

it('every form is whole lines, free of controls for hostile names', () => {
  const hostile = report({ damaged: HOSTILE.map((path) => finding({ path, reason: path })) });
  for (const format of VERIFY_FORMATS.filter((name) => name !== 'json'))
    for (const line of formatVerifyReport(hostile, format)) expect(line).not.toMatch(/\p{Cc}/u);
});
