import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DlakeError } from '../errors.ts';
import type { LocalLake } from '../lake/lake.ts';
import { type CommitWithId, readCommit } from '../lake/read-commit.ts';
import type { Commit, FreeMap } from '../records/commit.ts';
import type { PathChange } from '../records/diff-manifests.ts';
import type { CallOptions } from '../store/contract.ts';
import { checkoutElsewhere } from './checkout-elsewhere.ts';
import { differsFrom } from './differs-from.ts';
import { mirrorLake } from './mirror-lake.ts';
import { newLog } from './new-log.ts';
import type { RunHost } from './run-host.ts';
import { scratchFolder } from './scratch-folder.ts';
import { type EndedCommand, spawnCommand } from './spawn-command.ts';

/** What it came to to run again what made a version. */
export interface Rerun extends EndedCommand {
  /** How what was made now differs from the version; empty when every byte is the same. */
  readonly changes: readonly PathChange[];
}

/**
 * Runs again what made a version, in a folder of its own that has the inputs as they were then, and tells whether the
 * bytes come out the same. Nothing in the worktree is touched, and nothing is committed. Throws `rule-refused` for a
 * version that was not made by `run`, `run-failed`, and what checking out its inputs throws.
 */
export async function rerunCommand(
  lake: LocalLake,
  version: CommitWithId,
  host: RunHost,
  options: CallOptions = {},
): Promise<Rerun> {
  const { command, cwd, env, outputs } = recordedRun(version);
  const inputs: CommitWithId[] = [];
  for (const id of version.commit.inputs ?? []) inputs.push(await readCommit(lake, id));
  checkPlaces(version, inputs);
  const log = newLog(lake.root, lake.now());
  const scratch = scratchFolder(lake.root, 'rerun', host.host);
  const mirror = scratch.path;
  try {
    mirrorLake(lake.root, mirror, cwd);
    for (const input of inputs)
      await checkoutElsewhere(lake, input, join(mirror, placeOf(input.commit)), options);
    for (const ref of outputs) mkdirSync(join(mirror, ref), { recursive: true });
    const made = join(mirror, placeOf(version.commit));
    const [before] = version.commit.parents ?? [];
    if (before !== undefined)
      await checkoutElsewhere(lake, await readCommit(lake, before, version.commit.layer), made, options);
    mkdirSync(made, { recursive: true });
    const words = command.map((word) => word.replaceAll(`${lake.root}/`, `${mirror}/`));
    const there = { ...host, cwd: join(mirror, cwd), env: { ...host.env, ...env, PWD: join(mirror, cwd) } };
    const ended = await spawnCommand(words, there, log, options);
    if (ended.exitCode !== 0) throw new DlakeError('run-failed', { command, exitCode: ended.exitCode, log });
    const changes = await differsFrom(lake, version, made, options);
    rmSync(log, { force: true });
    return { ...ended, changes };
  } finally {
    scratch.remove();
  }
}

interface RecordedRun {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly outputs: readonly string[];
}

/** What the record says of the run; free maps are their writer's, so each part is looked at. */
function recordedRun({ commit }: CommitWithId): RecordedRun {
  const { command, cwd, env = {}, outputs = [] }: FreeMap = commit.run ?? {};
  const isPath = (text: unknown) => typeof text === 'string' && !/^\/|(^|\/)\.\.(\/|$)/.test(text);
  if (
    !isTexts(command) ||
    typeof cwd !== 'string' ||
    !isPath(cwd) ||
    !isTexts(outputs) ||
    !outputs.every(isPath)
  )
    throw new DlakeError('rule-refused', {
      subject: `${placeOf(commit)}@${commit.metadata.version}`,
      rule: 'it was not made by `dlake run`, so that nobody knows what to run again',
    });
  const values = Object.entries(env).filter((pair): pair is [string, string] => typeof pair[1] === 'string');
  return { command, cwd, env: Object.fromEntries(values), outputs };
}

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

/** Two versions of one ref have one place: only one of them can lie there. */
function checkPlaces(version: CommitWithId, inputs: readonly CommitWithId[]): void {
  const places = [...inputs, version].map(({ commit }) => placeOf(commit));
  const twice = places.find((place, at) => places.indexOf(place) !== at);
  if (twice === undefined) return;
  throw new DlakeError('rule-refused', {
    subject: `${placeOf(version.commit)}@${version.commit.metadata.version}`,
    rule: `it was made from several versions of ${twice}, which have one folder between them`,
  });
}

const placeOf = ({ layer, dataset }: Commit): string => `${layer}/${dataset}`;
