import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../../cli/base-command.ts';
import { centralRemote } from '../../cli/central-remote.ts';
import { EXIT } from '../../cli/exit-codes.ts';
import { lakeHost } from '../../cli/open-lake.ts';
import { setupLines } from '../../cli/setup-lines.ts';

export default class RemoteSetup extends BaseCommand<typeof RemoteSetup> {
  static override summary = 'Make the central lake of a lab on its servers';
  static override description =
    'Makes buckets with versions, Object Lock and lifecycle rules, the schema, and the Postgres roles dlake_reader, dlake_contributor, dlake_curator and dlake_admin, and prints the S3 policy that belongs to each role. Leaves alone what is there: it can be run again, and a dry run changes nothing. Needs the admin of both servers.';
  static override examples = [
    { description: 'What would be made', command: 'dlake remote setup lab --dry-run' },
    { description: 'A lake whose raw data stay a year', command: 'dlake remote setup lab --lock-days 365' },
  ];
  static override args = { name: Args.string({ description: 'The remote', required: true }) };
  static override flags = {
    'dry-run': Flags.boolean({ char: 'n', summary: 'Say what would be made, make nothing' }),
    'lock-days': Flags.integer({
      summary: 'How many days raw data can not be deleted after they came',
      default: 90,
      min: 1,
    }),
    compliance: Flags.boolean({
      summary: 'Lock so that nobody, not even an admin, can delete before that time',
    }),
  };

  async run(): Promise<void> {
    const { 'dry-run': dryRun, 'lock-days': lockDays, compliance } = this.flags;
    const { catalog, store } = centralRemote(this.root, this.args.name);
    const { setupCentral } = await import('../../lake/central/setup-central.ts');
    const made = await setupCentral({ catalog, store }, lakeHost(process.env, this.settings), {
      dryRun,
      lockDays,
      lockMode: compliance ? 'COMPLIANCE' : 'GOVERNANCE',
      signal: this.signal,
    });
    this.output.result(made, () => setupLines(made));
    if (made.buckets.some(({ state }) => state === 'refused')) this.exitWith(EXIT.refused);
  }
}
