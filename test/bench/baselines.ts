import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { type BenchPlace, NODE } from './bench-place.ts';
import type { Step } from './command.ts';

/** `node -e 0`: what no program on Node can be faster than. */
export const nodeAlone = (place: BenchPlace): Step => ({
  label: '`node -e 0`',
  command: place.command(place.folder, NODE, '-e', '0'),
});

/** One `sha256sum` over files, or the few that their names' length makes of it. */
export function sha256sum(place: BenchPlace, folder: string, paths: readonly string[]): Step {
  const list = place.path(`list-${paths.length}`);
  writeFileSync(list, paths.map((path) => `${path}\0`).join(''));
  return {
    label: '`sha256sum`',
    command: place.command(folder, 'xargs', '-0', '-s', '1900000', '-a', list, 'sha256sum'),
  };
}

/** `openssl sha256` over files, two at a time. */
export function opensslOnTwoCores(place: BenchPlace, folder: string, paths: readonly string[]): Step {
  const list = place.path('list-openssl');
  writeFileSync(list, paths.map((path) => `${path}\0`).join(''));
  return {
    label: '`openssl sha256` on two cores',
    command: place.command(folder, 'xargs', '-0', '-P2', '-n1', '-a', list, 'openssl', 'sha256'),
  };
}

/** `cp -r` of a folder and a flush of the file system that holds the copy. */
export function copyOf(place: BenchPlace, folder: string): Step {
  const copy = place.path('copy');
  const drop = () => rmSync(copy, { recursive: true, force: true });
  return {
    label: '`cp` + flush',
    before: drop,
    command: place.command(place.folder, 'sh', '-c', 'cp -r "$0" "$1" && sync -f "$1"', folder, copy),
    after: drop,
  };
}

/** A git repository beside a folder that is its worktree. */
export function gitOf(place: BenchPlace, worktree: string) {
  const repository = place.path('git');
  const git = (...args: readonly string[]) =>
    place.command(worktree, 'git', `--git-dir=${repository}`, `--work-tree=${worktree}`, ...args);
  const init = () => {
    rmSync(repository, { recursive: true, force: true });
    mkdirSync(repository);
    place.run(place.command(place.folder, 'git', 'init', '--quiet', '--bare', repository));
    place.run(git('config', 'core.bare', 'false'));
    place.run(git('config', 'gc.auto', '0'));
  };
  const commit: Step = {
    label: '`git add` + `git commit`',
    before: init,
    command: {
      ...git(),
      program: 'sh',
      args: [
        '-c',
        'git --git-dir="$0" --work-tree=. add -A && git --git-dir="$0" --work-tree=. commit -qm all',
        repository,
      ],
    },
  };
  const status: Step = { label: '`git status`', command: git('status') };
  return { commit, status, init };
}
