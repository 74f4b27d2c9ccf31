import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { relative } from 'node:path';
import { DlakeError } from '../errors.ts';
import { checkFacts } from '../lake/check-facts.ts';
import { defaultAction } from '../lake/default-action.ts';
import type { LocalLake } from '../lake/lake.ts';
import type { VersionFacts } from '../lake/version-facts.ts';
import type { FreeMap } from '../records/commit.ts';
import type { CommitId } from '../records/ids.ts';
import { type Ref, refText } from '../records/ref.ts';
import { sortUtf8 } from '../records/utf8-order.ts';
import type { CallOptions } from '../store/contract.ts';
import { type CommitOptions, type CommittedFolder, commitFolder } from '../worktree/commit-folder.ts';
import { resolveInput } from '../worktree/resolve-input.ts';
import { folderStatus } from '../worktree/status.ts';
import { ownFolder } from '../worktree/worktree-folder.ts';
import { claimOutputs } from './claim-outputs.ts';
import { newLog } from './new-log.ts';
import type { RunHost } from './run-host.ts';
import { runFacts, runRecord } from './run-record.ts';
import { type EndedCommand, spawnCommand } from './spawn-command.ts';
import { surveyLayers, writtenBetween } from './survey-layers.ts';

export interface RunOptions extends CallOptions {
  readonly command: readonly string[];
  /** Revisions as typed: a ref alone means what its folder was checked out from. */
  readonly inputs: readonly string[];
  readonly outputs: readonly Ref[];
  readonly parameters: FreeMap;
  /** Variables whose values are recorded. */
  readonly env: readonly string[];
  readonly author: string;
  readonly message: string;
  readonly metadata: FreeMap;
  readonly linkMode: CommitOptions['linkMode'];
  /** Told of what will be read, before anything runs. */
  readonly onInputs?: (inputs: readonly CommitId[]) => Promise<void>;
}

/** What a run came to. */
export interface Ran extends EndedCommand {
  /** In the order of the outputs. */
  readonly commits: readonly CommittedFolder[];
  /** Files below the layer folders that were written meanwhile and belong to no output. */
  readonly outside: readonly string[];
}

/**
 * Runs a command and commits what it made, with what was read and how. Inputs are what they were before the run, and must
 * be it after it; outputs must be as their refs have them before it, so that whatever is new there is the command's. Throws,
 * having committed nothing: `run-failed`, `input-modified`, `worktree-dirty`, `folder-empty`, what `admit` and
 * `resolveInput` throw, and `rule-refused` while another run writes to an output.
 */
export async function runCommand(lake: LocalLake, options: RunOptions, host: RunHost): Promise<Ran> {
  checkPlace(lake, options, host);
  const { outputs, command, signal } = options;
  const call = signal && { signal };
  const claimed = claimOutputs(lake.root, outputs, host.host);
  try {
    const inputs = await resolved(lake, options);
    await options.onInputs?.(inputs);
    const facts = await runFacts(lake.root, command, options.env, host);
    const known = { ...facts, outputs: outputs.map(refText) };
    for (const ref of outputs) {
      checkFacts(lake, ref, versionFacts(ref, options, inputs, known));
      await checkOutput(lake, ref, call);
      mkdirSync(ownFolder(lake.root, ref).path, { recursive: true });
    }
    const written = outputs.map((ref) => relative(lake.root, ownFolder(lake.root, ref).path));
    const except = new Set([...written, ...claimed.others()]);
    const before = surveyLayers(lake.root, except);
    const log = newLog(lake.root, lake.now());
    const ended = await spawnCommand(command, host, log, call);
    if (ended.exitCode !== 0) throw new DlakeError('run-failed', { command, exitCode: ended.exitCode, log });
    const outside = writtenBetween(
      before,
      surveyLayers(lake.root, new Set([...except, ...claimed.others()])),
    );
    await checkInputs(lake, options, inputs);
    const commits = await commitOutputs(lake, options, inputs, runRecord(known, ended));
    rmSync(log, { force: true });
    return { ...ended, commits, outside };
  } finally {
    claimed.release();
  }
}

function checkPlace(lake: LocalLake, { command, outputs }: RunOptions, { cwd }: RunHost): void {
  const usage = (reason: string) => new DlakeError('usage-invalid', { reason, see: 'dlake run --help' });
  if (command.length === 0) throw usage('Say what to run, after two dashes: dlake run ... -- COMMAND');
  if (outputs.length === 0) throw usage('Say with --out which refs the command writes to.');
  if (relative(lake.root, cwd).startsWith('..'))
    throw usage(`A run begins in a folder of the lake, so that it can be repeated: cd ${lake.root}`);
}

/** The commits that are read, each once. */
async function resolved(lake: LocalLake, { inputs, signal }: RunOptions): Promise<readonly CommitId[]> {
  const found: CommitId[] = [];
  for (const text of inputs) found.push(...(await resolveInput(lake, text, signal && { signal })));
  return sortUtf8(new Set(found)) as CommitId[];
}

async function checkInputs(lake: LocalLake, options: RunOptions, before: readonly CommitId[]): Promise<void> {
  const after = await resolved(lake, options);
  if (after.join() === before.join()) return;
  throw new DlakeError('rule-refused', {
    subject: 'The run',
    rule: 'other versions of its inputs were checked out while it ran, so that nobody can tell what it read',
  });
}

async function checkOutput(lake: LocalLake, ref: Ref, call: CallOptions | undefined): Promise<void> {
  const { state, added, modified, deleted } = await folderStatus(lake, ref, call);
  if (state === 'clean' || state === 'not-checked-out') return;
  const paths = sortUtf8([...added, ...modified, ...deleted]);
  throw new DlakeError('worktree-dirty', { ref: refText(ref), paths });
}

function versionFacts(
  ref: Ref,
  options: RunOptions,
  inputs: readonly CommitId[],
  run: FreeMap,
): VersionFacts {
  const { author, message, parameters, metadata } = options;
  const action = defaultAction(ref, { inputs: inputs.length > 0, url: false });
  const given = Object.keys(parameters).length > 0 ? { parameters } : {};
  return { action, author, message, metadata, inputs, ...given, run };
}

async function commitOutputs(
  lake: LocalLake,
  options: RunOptions,
  inputs: readonly CommitId[],
  run: FreeMap,
): Promise<readonly CommittedFolder[]> {
  const { outputs, linkMode, signal } = options;
  const folders = outputs.map((ref) => ownFolder(lake.root, ref));
  const empty = folders.find(({ path }) => !existsSync(path));
  if (empty !== undefined) throw new DlakeError('folder-empty', { path: empty.path });
  const commits: CommittedFolder[] = [];
  for (const folder of folders) {
    commits.push(
      await commitFolder(lake, {
        place: { folder, paths: undefined },
        facts: versionFacts(folder.ref, options, inputs, run),
        update: false,
        // What the command left out is no surprise: the folder is what it made. But raw keeps what it has.
        allowDelete: folder.ref.layer !== 'raw',
        allowEmpty: false,
        followSymlinks: false,
        linkMode,
        checks: { lists: [], gzip: false, force: false },
        ...(signal && { signal }),
      }),
    );
  }
  return commits;
}
