import type { Interfaces } from '@oclif/core';
import { Config } from '@oclif/core/config';

/** What a run of the command line is made with. */
export interface CliConfigOptions {
  /** The folder of the package. */
  readonly root: string;
  readonly version: string;
  /** Ends with Ctrl-C. */
  readonly signal: AbortSignal;
}

/** oclif's configuration without its search for plugins, hooks, themes and shells: dlake has none of them. */
export class CliConfig extends Config {
  readonly signal: AbortSignal;

  constructor({ root, version, signal }: CliConfigOptions) {
    super({ root });
    this.signal = signal;
    this.root = root;
    this.bin = 'dlake';
    this.name = 'dlake';
    this.version = version;
    this.topicSeparator = ' ';
  }

  override async runHook<T extends keyof Interfaces.Hooks>(): Promise<
    Interfaces.Hook.Result<Interfaces.Hooks[T]['return']>
  > {
    return { failures: [], successes: [] };
  }
}
