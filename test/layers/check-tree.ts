import { globSync, readFileSync } from 'node:fs';
import { basename, join, posix } from 'node:path';
import {
  EDGES,
  EMPTY_NAMES,
  FRONT_ENDS,
  HASHING,
  LAUNCHES,
  MAY_IMPORT,
  MAY_IMPORT_TYPES,
  NOT_FOR_FRONT_ENDS,
  OWNERS,
  PURE,
  PURE_BUILTINS,
  STARTS,
} from './rules.ts';
import { type ImportFact, type SourceFacts, sourceFacts } from './source-facts.ts';

/** Everything below a folder's `src` that breaks a rule, one line each: the file, and what is wrong with it. */
export function checkTree(root: string): string[] {
  const files = globSync('src/**/*.{ts,tsx}', { cwd: root }).sort();
  return files.flatMap((file) => {
    const facts = sourceFacts(file, readFileSync(join(root, file), 'utf8'));
    return [...brokenBy(file, facts)].map((problem) => `${file}: ${problem}`);
  });
}

function* brokenBy(file: string, facts: SourceFacts): Generator<string> {
  const folder = folderOf(file);
  if (!Object.hasOwn(MAY_IMPORT, folder)) yield `the folder ${folder} has no place in the layers`;
  for (const fact of facts.imports) {
    if (fact.specifier.startsWith('.')) yield* ownImport(file, folder, fact);
    else if (fact.specifier.startsWith('node:')) yield* builtinImport(file, folder, fact);
    else yield* packageImport(file, fact);
  }
  if (!EDGES.includes(folder) && !STARTS.test(file))
    for (const use of facts.edgeUses) yield `${use} belongs to the edges`;
  if (PURE.includes(folder)) for (const use of facts.clockUses) yield `${use}: ${folder} has no clock`;
  if (folder !== 'catalog') for (const text of facts.sql) yield `SQL belongs to catalog: ${text}`;
  if (!STARTS.test(file)) {
    for (const text of facts.state) yield `state of a module: ${text}`;
    for (const text of facts.work) yield `work when it is loaded: ${text}`;
  }
  if (facts.barrel) yield 'only hands on what others export';
  for (const name of file.split('/').slice(1)) {
    if (EMPTY_NAMES.test(name.replace(/\.[^/]*$/, ''))) yield `the name ${name} says nothing`;
  }
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.d)?\.tsx?$/.test(basename(file))) yield 'the name is not in kebab-case';
}

function* ownImport(file: string, folder: string, { specifier, typeOnly }: ImportFact): Generator<string> {
  const target = posix.join(posix.dirname(file), specifier);
  const to = folderOf(target);
  if (to === folder || LAUNCHES.some(([from, launched]) => from === file && launched === to)) return;
  const front = FRONT_ENDS.includes(folder) && NOT_FOR_FRONT_ENDS.includes(to) && !typeOnly;
  const allowed = MAY_IMPORT[folder]?.includes(to) || (typeOnly && MAY_IMPORT_TYPES[folder]?.includes(to));
  if (front || !allowed) yield `${folder} does not import ${to}: ${specifier}`;
}

function* builtinImport(file: string, folder: string, { specifier, names }: ImportFact): Generator<string> {
  if (PURE.includes(folder) && !PURE_BUILTINS[folder]?.includes(specifier))
    yield `${folder} is pure: ${specifier}`;
  const hashes = names.some((name) =>
    ['createHash', 'hash', 'createHmac', 'webcrypto', 'subtle', '*'].includes(name),
  );
  if (specifier === 'node:crypto' && hashes && !HASHING.includes(file))
    yield 'hashing belongs to records/sha256.ts';
}

function* packageImport(file: string, { specifier }: ImportFact): Generator<string> {
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  const owners = OWNERS[name];
  if (owners === undefined) yield `the package ${name} has no owner`;
  else if (!owners.some((owner) => file.startsWith(`src/${owner}/`)))
    yield `the package ${name} belongs to ${owners.join(' and ')}`;
}

/** `src/lake/commit.ts` is of `lake`, `src/errors.ts` of `errors`. */
const folderOf = (file: string): string => (file.split('/')[1] ?? '').replace(/\.ts$/, '');
