import { DlakeError } from '../errors.ts';
import { CliConfig } from './cli-config.ts';
import { complete } from './completion/complete.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { loadCommand } from './load-command.ts';
import type { Invocation } from './main.ts';
import { type Manifest, typedName } from './manifest.ts';
import { takesColor } from './paint.ts';
import { nearNames, type Request } from './route.ts';
import { describeError } from './show-error.ts';

/** What takes more than the manifest to answer. */
export type Work = Exclude<Request, { readonly kind: 'help' | 'version' }>;

/** Does what a command line asks for, shows its error if it has one, and gives the exit code. */
export async function run(work: Work, manifest: Manifest, invocation: Invocation): Promise<ExitCode> {
  process.stdout.on('error', endWithReader);
  try {
    if (!hasCurrentFolder()) {
      throw new DlakeError('usage-invalid', { reason: 'The current folder is not there any more.' });
    }
    if (work.kind === 'unknown') throw unknownCommand(work.name, manifest);
    if (work.kind === 'complete') {
      process.stdout.write(await complete(work.words, manifest));
      return EXIT.fine;
    }
    const command = await loadCommand(work.id);
    const { root, signal } = invocation;
    return await command.start(work.argv, new CliConfig({ root, version: manifest.version, signal }));
  } catch (error) {
    return showError(error, invocation.argv);
  }
}

/** Whoever read our output has seen enough of it (`| head`): that is no error, and there is no more to do. */
function endWithReader(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(EXIT.fine);
  throw error;
}

function hasCurrentFolder(): boolean {
  try {
    return process.cwd() !== '';
  } catch {
    return false;
  }
}

/** Shows an error on stderr and gives its exit code. */
export function showError(error: unknown, argv: readonly string[]): ExitCode {
  const { env } = process;
  const end = argv.indexOf('--');
  const flags = new Set(end === -1 ? argv : argv.slice(0, end));
  const { text, exit } = describeError(error, {
    json: flags.has('--json'),
    color: !flags.has('--no-color') && takesColor(env, process.stderr),
    verbose: flags.has('--verbose') || (env.DLAKE_DEBUG !== undefined && env.DLAKE_DEBUG !== ''),
  });
  process.stderr.write(text);
  return exit;
}

function unknownCommand(name: string, manifest: Manifest): DlakeError {
  const near = nearNames(name, manifest).map((known) => `dlake ${typedName(known)}`);
  const meant = near.length === 0 ? '' : ` Did you mean ${near.join(', or ')}?`;
  return new DlakeError('usage-invalid', {
    reason: `There is no command ${name}.${meant}`,
    see: 'dlake help',
  });
}
