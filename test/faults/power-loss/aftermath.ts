import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { differences, type Files, readFiles } from '../files.ts';
import type { Lab, LabOptions, Run } from '../lab.ts';
import { layOut } from './lay-out.ts';
import type { Recording } from './recording.ts';
import type { PowerLoss } from './states.ts';

/** A version that a command said it had committed, and after how many operations it said so. */
export interface Promised {
  readonly at: number;
  readonly commit: string;
  readonly files: Files;
  /** Whether `log` shows it: not once it was taken back. */
  readonly listed: boolean;
}

/** Runs a command in the lake that was left. */
export type Dlake = (...args: string[]) => Promise<Run>;

/** What the product must be able to do after a loss of power. */
export interface Expectation {
  readonly lab: Lab;
  /** How commands are run on the machine that has started anew. */
  readonly inside: LabOptions['wrap'];
  readonly recording: Recording;
  readonly promised: readonly Promised[];
  /** Puts the user's own files into the lake before the command is run again. */
  readonly putBack: (lake: string) => void;
  /** The command during which power was lost. */
  readonly command: readonly string[];
  /** What is wrong when the command has been run again. */
  readonly after: (dlake: Dlake, lake: string) => Promise<readonly string[]>;
}

/** Tries one state: what was promised is there, fsck finds nothing, the command can be run again. */
export async function tryLoss(
  expectation: Expectation,
  loss: PowerLoss,
  number: number,
): Promise<readonly string[]> {
  const { lab, inside, recording, command } = expectation;
  const folder = join(lab.folder, `left-${number}`);
  const lake = join(folder, 'lake');
  layOut(loss.left, recording.contents, lake);
  layOutCatalog(recording.root, lake, number);
  const dlake: Dlake = (...args) =>
    lab.dlake(args, { cwd: lake, ...(inside === undefined ? {} : { wrap: inside }) });
  const promised = expectation.promised.filter(({ at }) => at <= loss.done);
  const complaints: string[] = [];
  try {
    const isLake = existsSync(join(lake, '.dlake', 'lake.json'));
    if (isLake) complaints.push(...(await checkPromises(promised, dlake, folder, number)));
    else if (promised.length > 0) complaints.push('the lake is gone');
    expectation.putBack(lake);
    const again = await dlake(...command);
    const isThere = isLake && command[0] === 'init' && again.code === 1;
    if (again.code !== 0 && !isThere) complaints.push(`again: exit ${again.code}: ${again.stderr}`);
    complaints.push(
      ...(await expectation.after(dlake, lake)).map((what) => `after it was run again: ${what}`),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return complaints.map((what) => `${loss.story}: ${what}`);
}

async function checkPromises(
  promised: readonly Promised[],
  dlake: Dlake,
  folder: string,
  number: number,
): Promise<string[]> {
  const complaints: string[] = [];
  const fsck = await dlake('fsck', '--json');
  if (fsck.code !== 0) complaints.push(`fsck: exit ${fsck.code}: ${fsck.stdout} ${fsck.stderr}`);
  for (const { commit, files } of promised.slice(-2)) {
    const to = join(folder, 'out');
    const checkout = await dlake('checkout', commit, '--to', to);
    if (checkout.code !== 0) complaints.push(`checkout: exit ${checkout.code}: ${checkout.stderr}`);
    else complaints.push(...differences(readFiles(to), files));
    rmSync(to, { recursive: true, force: true });
  }
  // The one command here that opens the catalog, which takes long: each of its states is met now and then.
  if (promised.length === 0 || number % 4 > 2) return complaints;
  const log = await dlake('log', '--json');
  if (log.code !== 0) complaints.push(`log: exit ${log.code}: ${log.stderr}`);
  for (const { commit, listed } of promised)
    if (listed && !log.stdout.includes(commit)) complaints.push(`the log lacks ${commit}`);
  return complaints;
}

/** The catalog is made again at need: it is gone, torn, or as it is when nothing more was written to it. */
function layOutCatalog(from: string, to: string, number: number): void {
  const [source, target] = [join(from, '.dlake', 'catalog'), join(to, '.dlake', 'catalog')];
  if (!existsSync(source) || !existsSync(join(to, '.dlake')) || number % 4 === 0) return;
  mkdirSync(target, { recursive: true });
  cpSync(source, target, { recursive: true });
  if (number % 4 === 1) for (const path of largeFiles(target)) truncateSync(path, 4096);
}

const largeFiles = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.parentPath !== folder)
    .map((entry) => join(entry.parentPath, entry.name));
