import { BaseCommand } from '../cli/base-command.ts';
import { findingWords } from '../cli/doctor-words.ts';
import { EXIT } from '../cli/exit-codes.ts';
import { lakeHost } from '../cli/open-lake.ts';
import { doctor } from '../lake/doctor.ts';

const STYLE = { ok: 'green', warn: 'yellow', fail: 'red' } as const;

export default class Doctor extends BaseCommand<typeof Doctor> {
  static override summary = 'Look at the lake and the machine under it, and say what is not well';
  static override description = 'Exit code 1 when something breaks a promise of dlake on this machine.';
  static override examples = [{ description: 'Before you rely on a new disk', command: 'dlake doctor' }];

  async run(): Promise<void> {
    const findings = await doctor(this.root, lakeHost(process.env, this.settings));
    const ok = findings.every(({ state }) => state !== 'fail');
    this.output.result(
      { ok, findings: findings.map((finding) => ({ ...finding, message: findingWords(finding) })) },
      () =>
        findings.map(
          (finding) =>
            `${this.output.paint(STYLE[finding.state], finding.state.padEnd(5))} ${findingWords(finding)}`,
        ),
    );
    if (!ok) this.exitWith(EXIT.fixable);
  }
}
