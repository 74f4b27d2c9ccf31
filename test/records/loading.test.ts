import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const RECORDS = resolve(import.meta.dirname, '../../src/records');
const IMPORT = /^(?:import|export) (?!type )(?:[^'"]*? from )?'([^']+)';/gms;

/** Every module that loading this file of src/records loads. */
function loaded(name: string): Set<string> {
  const seen = new Set<string>();
  const open = [join(RECORDS, name)];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    if (!file.startsWith('/')) continue;
    for (const [, from = ''] of readFileSync(file, 'utf8').matchAll(IMPORT)) {
      open.push(from.startsWith('.') ? resolve(dirname(file), from) : from);
    }
  }
  return seen;
}

test.each([
  'manifest-builder.ts',
  'read-manifest.ts',
  'diff-manifests.ts',
  'find-in-manifest.ts',
  'check-manifest.ts',
  'pack.ts',
  'pack-footer.ts',
  'parse-revision.ts',
  'parse-ref.ts',
  'path.ts',
  'symlink-target.ts',
  'expected-list.ts',
  'tag.ts',
])('%s does not load zod', (name) => {
  expect([...loaded(name)].filter((module) => module.startsWith('zod'))).toEqual([]);
});

test('commits and log entries load zod, in its small form', () => {
  for (const name of ['decode-commit.ts', 'encode-commit.ts', 'entry.ts']) {
    expect([...loaded(name)].filter((module) => module.startsWith('zod'))).toEqual(['zod/mini']);
  }
});
