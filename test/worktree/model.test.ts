import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CommitWithId } from '../../src/lake/read-commit.ts';
import { sortUtf8 } from '../../src/records/utf8-order.ts';
import { type TempWorktree, tempWorktree } from './temp-worktree.ts';

const IGNORE = '.dlakeignore';
const PATHS = ['a', 'b', 'a-b', 'dir/x', 'dir/y', 'dir/sub/z', 'dir.txt', 'A', 'é', '\u{1f600}', '\uffee'];
const path = fc.constantFrom(...PATHS);
const text = fc.constantFrom('one', 'two', 'six', '', 'longer');

type Act = (tree: TempWorktree) => void;
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(path, text).map(
      ([at, bytes]): Act =>
        (tree) =>
          put(tree, at, () => writeFileSync(tree.at(at), bytes)),
    ),
  },
  // The size stays, and the mtime is set back.
  {
    weight: 3,
    arbitrary: path.map(
      (at): Act =>
        (tree) =>
          sneak(tree.at(at)),
    ),
  },
  {
    weight: 3,
    arbitrary: path.map(
      (at): Act =>
        (tree) =>
          rmSync(tree.at(at), { recursive: true, force: true }),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(path, path).map(
      ([from, to]): Act =>
        (tree) =>
          put(tree, to, () => renameSync(tree.at(from), tree.at(to))),
    ),
  },
  {
    weight: 2,
    arbitrary: path.map(
      (at): Act =>
        (tree) =>
          toggle(tree.at(at)),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(path, path).map(
      ([at, target]): Act =>
        (tree) =>
          put(tree, at, () => symlinkSync(target, tree.at(at))),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.boolean(), fc.constantFrom('', 'dir/\n', 'b\n', '*.txt\n')).map(
      ([above, rules]): Act =>
        (tree) =>
          writeFileSync(above ? join(tree.lake.root, IGNORE) : tree.at(IGNORE), rules),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('dir', 'dir/sub').map(
      (at): Act =>
        (tree) =>
          rmSync(tree.at(at), { recursive: true, force: true }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constant((tree: TempWorktree) => mkdirSync(tree.at('empty/folders'), { recursive: true })),
  },
);
/** Globs, and what they are to match, said in another way. */
const PARTS: readonly (readonly [string[], RegExp])[] = [
  [['dir'], /^dir(\/|$)/],
  [['a*'], /^a[^/]*(\/|$)/],
  [['**/x', 'b'], /(^|\/)x(\/|$)|^b(\/|$)/],
];
const ALL = /^/;

type Turn =
  | { readonly do: 'commit' | 'status' }
  | { readonly do: 'checkout'; readonly which: number; readonly part: number };
const turn: fc.Arbitrary<Turn> = fc.oneof(
  fc.record({ do: fc.constantFrom('commit' as const, 'status' as const) }),
  fc.record({ do: fc.constant('checkout' as const), which: fc.nat(5), part: fc.nat(2 * PARTS.length) }),
);

test('whatever happens to a folder, status tells it, a commit records it, a checkout brings it back', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.array(act, { maxLength: 4 }), turn), { maxLength: 12 }),
      async (turns) => {
        const tree = tempWorktree();
        mkdirSync(tree.folder.path, { recursive: true });
        const versions: { version: CommitWithId; content: Content }[] = [];
        let base: Content = {};
        let part = ALL;
        let atHead = true;
        try {
          for (const [acts, what] of turns) {
            for (const one of acts) quietly(() => one(tree));
            const now = taken(tree, base, part);
            if (versions.length > 0) expect(await listed(tree)).toEqual(differences(base, now, part));
            const next = {
              ...Object.fromEntries(Object.entries(base).filter(([at]) => !part.test(at))),
              ...now,
            };
            if (what.do === 'commit' && Object.keys(next).length > 0 && isPossible(next)) {
              if (!atHead) {
                await expect(tree.commit()).rejects.toMatchObject({ code: 'base-behind' });
                continue;
              }
              await tree.commit();
              versions.push({ version: await tree.head(), content: next });
              base = next;
            } else if (what.do === 'checkout' && versions.length > 0) {
              const { version, content } = versions[what.which % versions.length]!;
              const [only, pattern] = PARTS[what.part] ?? [[], ALL];
              if (!Object.keys(content).some((at) => pattern.test(at))) continue;
              await tree.checkout(version, { force: true, only });
              [base, part] = [content, pattern];
              atHead = version.id === (await tree.head()).id;
              const there = contentWithModes(tree.folder.path);
              for (const [at, value] of Object.entries(content))
                if (part.test(at)) expect(there[at]).toBe(value);
            } else continue;
            expect(await listed(tree)).toEqual(differences(base, taken(tree, base, part), part));
          }
          // A version is what its folder was, whole.
          for (const { version, content } of versions) {
            await tree.checkout(version, { force: true });
            const there = contentWithModes(tree.folder.path);
            expect(Object.fromEntries(Object.keys(content).map((at) => [at, there[at]]))).toEqual(content);
          }
        } finally {
          await tree.close();
        }
      },
    ),
    { numRuns: 60 },
  );
}, 300_000);

/** By path: text with `x ` before it when it may be run, or where a symlink leads. */
type Content = Readonly<Record<string, string>>;

function contentWithModes(folder: string): Content {
  const found: Record<string, string> = {};
  const visit = (prefix: string) => {
    for (const name of readdirSync(join(folder, prefix))) {
      const at = `${prefix}${name}`;
      const stat = lstatSync(join(folder, at));
      if (stat.isDirectory()) visit(`${at}/`);
      else if (stat.isSymbolicLink()) found[at] = `-> ${readlinkSync(join(folder, at))}`;
      else found[at] = `${(stat.mode & 0o100) === 0 ? '' : 'x '}${readFileSync(join(folder, at), 'utf8')}`;
    }
  };
  visit('');
  return found;
}

async function listed(tree: TempWorktree) {
  const { state, added, modified, deleted, problems } = await tree.status();
  return { state, added, modified, deleted, problems };
}

/** What a commit would take: of the part, all that the base has; and what is not ignored. */
function taken(tree: TempWorktree, base: Content, part: RegExp): Content {
  const files = [join(tree.lake.root, IGNORE), tree.at(IGNORE)];
  const rules = files.filter((file) => existsSync(file)).map((file) => readFileSync(file, 'utf8').trim());
  const isIgnored = (at: string) =>
    at.split('/').some((part, depth, parts) => {
      if (rules.includes('b') && part === 'b') return true;
      if (rules.includes('dir/') && part === 'dir' && depth < parts.length - 1) return true;
      return rules.includes('*.txt') && part.endsWith('.txt');
    });
  const all = Object.entries(contentWithModes(tree.folder.path));
  return Object.fromEntries(
    all.filter(([at]) => (base[at] !== undefined && part.test(at)) || !isIgnored(at)),
  );
}

function differences(before: Content, now: Content, part: RegExp) {
  const added = Object.keys(now).filter((at) => before[at] === undefined);
  const modified = Object.keys(now).filter((at) => before[at] !== undefined && before[at] !== now[at]);
  const deleted = Object.keys(before).filter((at) => now[at] === undefined && part.test(at));
  const state = added.length + modified.length + deleted.length === 0 ? 'clean' : 'modified';
  return {
    state,
    added: sortUtf8(added),
    modified: sortUtf8(modified),
    deleted: sortUtf8(deleted),
    problems: [],
  };
}

/** Whether no path is below another. */
function isPossible(content: Content): boolean {
  const paths = Object.keys(content);
  return !paths.some((at) => paths.some((other) => other.startsWith(`${at}/`)));
}

function put(tree: TempWorktree, at: string, make: () => void): void {
  mkdirSync(dirname(tree.at(at)), { recursive: true });
  make();
}

function toggle(at: string): void {
  chmodSync(at, lstatSync(at).mode ^ 0o111);
}

function sneak(at: string): void {
  const { atime, mtime, size } = lstatSync(at);
  writeFileSync(at, 'z'.repeat(size));
  utimesSync(at, atime, mtime);
}

function quietly(run: () => void): void {
  try {
    run();
  } catch {
    // The act makes no sense on what is there.
  }
}
