import * as Args from '@oclif/core/args';
import { BaseCommand } from '../cli/base-command.ts';
import { centralRemote } from '../cli/central-remote.ts';
import { findingWords } from '../cli/doctor-words.ts';
import { EXIT } from '../cli/exit-codes.ts';
import { lakeHost } from '../cli/open-lake.ts';
import { remoteFindingWords } from '../cli/remote-doctor-words.ts';
import { wordsOf } from '../cli/show-error.ts';
import { isDlakeError } from '../errors.ts';
import { doctor } from '../lake/doctor.ts';

const STYLE = { ok: 'green', warn: 'yellow', fail: 'red' } as const;
const STATES = { good: 'ok', weak: 'warn', bad: 'fail' } as const;

interface Said {
  readonly state: keyof typeof STYLE;
  readonly message: string;
}

export default class Doctor extends BaseCommand<typeof Doctor> {
  static override summary = 'Look at the lake and the machine under it, and say what is not well';
  static override description =
    'With the name of a remote: at its servers. What they do is tried out with small objects that are removed again. Exit code 1 when something breaks a promise of dlake.';
  static override examples = [
    { description: 'Before you rely on a new disk', command: 'dlake doctor' },
    { description: 'Before a lab relies on a server', command: 'dlake doctor lab' },
  ];
  static override args = { remote: Args.string({ description: 'A remote' }) };

  async run(): Promise<void> {
    const { remote } = this.args;
    const findings = remote === undefined ? await this.#here() : await this.#there(remote);
    const ok = findings.every(({ state }) => state !== 'fail');
    this.output.result({ ok, findings }, () =>
      findings.map(({ state, message }) => `${this.output.paint(STYLE[state], state.padEnd(5))} ${message}`),
    );
    if (!ok) this.exitWith(EXIT.fixable);
  }

  async #here(): Promise<readonly Said[]> {
    const findings = await doctor(this.root, lakeHost(process.env, this.settings));
    return findings.map((finding) => ({ ...finding, message: findingWords(finding) }));
  }

  async #there(remote: string): Promise<readonly Said[]> {
    const { store } = centralRemote(this.root, remote);
    const { doctorCentral } = await import('../lake/central/doctor-central.ts');
    const findings = await doctorCentral(store, this.signal);
    return [
      ...findings.map((finding) => ({
        ...finding,
        state: STATES[finding.state],
        message: remoteFindingWords(finding),
      })),
      await this.#catalogOf(remote),
    ];
  }

  /** Whether the catalog can be reached and is up to date is what opening it tells. */
  async #catalogOf(remote: string): Promise<Said & { readonly what: 'catalog' }> {
    try {
      await this.openLakeAt(remote);
      return { what: 'catalog', state: 'ok', message: 'The catalog can be reached, and is up to date' };
    } catch (error) {
      if (!isDlakeError(error)) throw error;
      const { message, hint } = wordsOf(error.code, error.data);
      return { what: 'catalog', state: 'fail', message: hint === undefined ? message : `${message} ${hint}` };
    }
  }
}
