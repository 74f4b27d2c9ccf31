import type { Interfaces } from '@oclif/core';
import { Command } from '@oclif/core/command';
import { DlakeError, isDlakeError } from '../errors.ts';
import type { Lake, LakeHost, LocalLake } from '../lake/lake.ts';
import type { CommitWithId } from '../lake/read-commit.ts';
import type { OpenRemote, OpenRemoteOptions } from '../sync/open-remote.ts';
import type { Remote } from '../sync/remote.ts';
import type { RemoteSources } from '../sync/remote-sources.ts';
import type { TransferProgress } from '../sync/transfer-progress.ts';
import { authorOf } from './author.ts';
import type { CliConfig } from './cli-config.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { GLOBAL_FLAGS } from './global-flags.ts';
import { findRoot, lakeHost, openLakeHere } from './open-lake.ts';
import { Output } from './output.ts';
import { takesColor } from './paint.ts';
import { asUsageError } from './parse-error.ts';
import { ProgressDisplay } from './progress-display.ts';
import { readSettings } from './settings.ts';
import type { Settings } from './settings-keys.ts';
import { shareUmask } from './share-umask.ts';

type FlagsOf<T extends typeof Command> = Interfaces.InferredFlags<typeof GLOBAL_FLAGS & T['flags']>;
type ArgsOf<T extends typeof Command> = Interfaces.InferredArgs<T['args']>;

/**
 * What every command shares. A command parses (its static `args` and `flags`), acts (one verb of lake or
 * worktree) and presents (`this.output`); errors are shown by whoever started it.
 */
export abstract class BaseCommand<T extends typeof Command> extends Command {
  static override baseFlags = GLOBAL_FLAGS;

  declare config: CliConfig;
  protected args!: ArgsOf<T>;
  protected flags!: FlagsOf<T>;
  /** What was typed besides flags, for commands that take any number of arguments. */
  protected words!: readonly string[];
  protected output!: Output;
  #exit: ExitCode = EXIT.fine;
  #umask = 0;
  #lake: LocalLake | undefined;
  readonly #remotes = new Map<string, Promise<OpenRemote>>();
  #progress: ProgressDisplay | undefined;

  /** Runs the command to its end and gives its exit code. */
  static async start(
    this: new (
      argv: string[],
      config: CliConfig,
    ) => BaseCommand<typeof Command>,
    argv: readonly string[],
    config: CliConfig,
  ): Promise<ExitCode> {
    const command = new this([...argv], config);
    await command._run();
    return command.#exit;
  }

  protected override async init(): Promise<void> {
    const { flags, baseFlags, strict } = this.ctor;
    const args = notFromStdin(this.ctor.args);
    const parsed = await this.parse({ args, flags, baseFlags, strict }).catch((error: unknown) => {
      throw asUsageError(error, {
        command: (this.id ?? '').replaceAll(':', ' '),
        flags: Object.keys({ ...baseFlags, ...flags }),
      });
    });
    this.args = parsed.args as ArgsOf<T>;
    this.flags = parsed.flags as FlagsOf<T>;
    this.words = parsed.argv.map(String);
    const { json, quiet, 'no-color': noColor } = this.#globals;
    this.output = new Output({
      json,
      quiet,
      color: !noColor && !json && takesColor(process.env, process.stdout),
      onWrite: () => this.#progress?.end(),
    });
    this.#umask = shareUmask(this.rootIfAny);
  }

  /** Ends with Ctrl-C; every long verb takes it. */
  protected get signal(): AbortSignal {
    return this.config.signal;
  }

  /** The lake's folder: --lake, DLAKE_LAKE, or the nearest above the current folder. Throws `lake-not-found`. */
  protected get root(): string {
    return findRoot(this.#globals.lake, process.env, process.cwd());
  }

  /** The settings of the user, and of the lake if there is one here. */
  protected get settings(): Settings {
    return readSettings(process.env, this.rootIfAny);
  }

  /** Who commits. Throws `author-unknown` and `author-invalid`. */
  protected author(given?: string): Promise<string> {
    return authorOf({ given, env: process.env, settings: this.settings, cwd: process.cwd() });
  }

  /** What is made from now on is the user's own, also in a lake that a group shares. */
  protected keepToUser(): void {
    process.umask(this.#umask);
  }

  /** Opens the lake; it is closed when the command ends. Throws `lake-not-found`. */
  protected async openLake(): Promise<LocalLake> {
    this.#lake ??= await openLakeHere(this.root, this.lakeHost());
    return this.#lake;
  }

  /** How this command opens lakes. Throws `usage-invalid` and `settings-invalid`. */
  protected lakeHost(): LakeHost {
    return lakeHost(process.env, this.settings);
  }

  /** Opens the lake of a remote, or the one here when none is named. Throws `remote-unknown`, `remote-unreachable`. */
  protected async openLakeAt(name: string | undefined): Promise<Lake> {
    if (name === undefined) return this.openLake();
    const { remoteNamed } = await import('../sync/remotes-file.ts');
    return (await this.openRemote(remoteNamed(this.root, name))).lake;
  }

  /** Opens the lake of a remote; it is closed when the command ends. Throws `remote-unreachable`. */
  protected async openRemote(remote: Remote, how: OpenRemoteOptions = {}): Promise<OpenRemote> {
    const { openRemote } = await import('../sync/open-remote.ts');
    const { jobs } = this.flags as { readonly jobs?: number };
    const host = { ...this.lakeHost(), ...(jobs === undefined ? {} : { jobs }) };
    const open = this.#remotes.get(remote.name) ?? openRemote(remote, host, how);
    this.#remotes.set(remote.name, open);
    return open;
  }

  /** The remotes from which the lake may get what it lacks, or this one alone; closed when the command ends. */
  protected async sources(only?: string): Promise<RemoteSources> {
    const { RemoteSources } = await import('../sync/remote-sources.ts');
    return new RemoteSources(await this.openLake(), (remote) => this.openRemote(remote), only);
  }

  /** Does something with a version; what it lacks here comes from a remote, as `bringingLacking` says. */
  protected async bringing<T>(
    version: CommitWithId,
    isMeant: ((path: string) => boolean) | undefined,
    act: () => Promise<T>,
  ): Promise<T> {
    const { bringingLacking } = await import('./bring-lacking.ts');
    const lake = await this.openLake();
    const [sources, { output, signal }] = [await this.sources(), this];
    const onProgress = this.progress.silent ? {} : { onProgress: this.showTransfer('Receiving') };
    const meant = isMeant && { isMeant };
    return bringingLacking({ lake, sources, output, signal, ...meant, ...onProgress }, version, act);
  }

  /** Shows how far long work has got; on stderr, and never with --quiet or --json. */
  protected get progress(): ProgressDisplay {
    this.#progress ??= new ProgressDisplay({
      silent: this.output.quiet || this.output.json,
      stream: process.stderr,
    });
    return this.#progress;
  }

  /** Shows how far the copy of a ref is. */
  protected showTransfer(what: string): (done: TransferProgress) => void {
    return ({ ref, objects, bytes, ofObjects, ofBytes }) =>
      this.progress.update({ what, subject: ref, objects, bytes, ofObjects, ofBytes });
  }

  /** Sets the exit code of a command that has said all it has to say. */
  protected exitWith(code: ExitCode): void {
    this.#exit = code;
  }

  // oclif's own way with errors is to print and to set exit codes: ours are shown in one place, by `main`.
  protected override async catch(error: unknown): Promise<never> {
    const interrupted = this.signal.aborted && !(error instanceof DlakeError);
    throw interrupted ? new DlakeError('interrupted', {}, { cause: error }) : error;
  }

  protected override async finally(error: Error | undefined): Promise<void> {
    this.#progress?.end();
    const remotes = await Promise.allSettled(this.#remotes.values());
    const others = remotes.flatMap((one) => (one.status === 'fulfilled' ? [one.value.lake] : []));
    for (const lake of [...others, this.#lake]) {
      await lake?.close().catch((closing: unknown) => {
        // What went wrong first is what there is to say.
        if (error === undefined) throw closing;
      });
    }
  }

  get #globals(): Interfaces.InferredFlags<typeof GLOBAL_FLAGS> {
    return this.flags;
  }

  /** As `root`, but undefined where there is no lake. */
  protected get rootIfAny(): string | undefined {
    try {
      return this.root;
    } catch (error) {
      if (isDlakeError(error, 'lake-not-found')) return undefined;
      throw error;
    }
  }
}

/** oclif would wait for a missing argument on stdin, and take whatever a script happens to have there. */
function notFromStdin(args: Interfaces.ArgInput): Interfaces.ArgInput {
  return Object.fromEntries(Object.entries(args).map(([name, arg]) => [name, { ...arg, ignoreStdin: true }]));
}
