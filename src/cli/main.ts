import { EXIT, type ExitCode } from './exit-codes.ts';
import { helpText } from './help/help-text.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { takesColor } from './paint.ts';
import { route } from './route.ts';

/** What a run of the command line is given. */
export interface Invocation {
  /** The words after `dlake`. */
  readonly argv: readonly string[];
  /** The folder of the package. */
  readonly root: string;
  /** Ends with Ctrl-C. */
  readonly signal: AbortSignal;
}

/**
 * Runs one command line to its end, shows its error if it has one, and gives the exit code. What asks for help or
 * for the version is answered here; all else is in a file of its own that is many times as large.
 */
export async function main(invocation: Invocation): Promise<ExitCode> {
  try {
    const manifest = readManifest(invocation.root);
    const request = route(invocation.argv, manifest);
    if (request.kind === 'help') return showHelp(manifest, request.id, invocation.argv);
    if (request.kind === 'version') return showVersion(manifest);
    const { run } = await import('./run.ts');
    return await run(request, manifest, invocation);
  } catch (error) {
    return await fail(error, invocation.argv);
  }
}

/** Shows an error on stderr and gives its exit code. */
export async function fail(error: unknown, argv: readonly string[]): Promise<ExitCode> {
  const { showError } = await import('./run.ts');
  return showError(error, argv);
}

function showHelp(manifest: Manifest, id: string | undefined, argv: readonly string[]): ExitCode {
  const width = Math.min(process.stdout.columns ?? 100, 100);
  const color = !argv.includes('--no-color') && takesColor(process.env, process.stdout);
  process.stdout.write(helpText(manifest, id, { width, color }));
  return EXIT.fine;
}

function showVersion({ version }: Manifest): ExitCode {
  process.stdout.write(`dlake ${version}\n`);
  return EXIT.fine;
}
