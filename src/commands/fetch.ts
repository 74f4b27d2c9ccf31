import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.ts';
import { EXIT } from '../cli/exit-codes.ts';
import { warnOfWithdrawals } from '../cli/heard-withdrawals.ts';
import { jobsFlag } from '../cli/jobs-flag.ts';
import { remoteWords } from '../cli/remote-words.ts';
import { syncedLines } from '../cli/synced-lines.ts';
import { wouldCome } from '../cli/would-come.ts';
import { syncedJson } from '../format/synced-json.ts';
import { type FetchProgress, fetch } from '../sync/fetch.ts';
import { fetchNews } from '../sync/fetch-news.ts';
import { noteStandings } from '../sync/note-standings.ts';

export default class Fetch extends BaseCommand<typeof Fetch> {
  static override summary = 'See what another lake has: its versions, not their files';
  static override description =
    'Refs of the remote are asked for as REMOTE:REF from then on, also offline. No ref and no file of this lake changes.';
  static override examples = [
    { description: 'What is new at the lab', command: 'dlake fetch lab' },
    {
      description: 'One dataset, to look at with `dlake log lab:raw/geo/GSE2034`',
      command: 'dlake fetch lab raw/geo/GSE2034',
    },
  ];
  static override strict = false;
  static override args = {
    remote: Args.string({ description: 'The remote; without it the only one, or origin' }),
    ref: Args.string({ description: 'The refs; without them all' }),
  };
  static override flags = {
    'dry-run': Flags.boolean({ char: 'n', summary: 'Say what would come, fetch nothing' }),
    jobs: jobsFlag,
  };

  async run(): Promise<void> {
    const lake = await this.openLake();
    const { remote, refs } = await remoteWords(lake, this.words);
    const other = await this.openRemote(remote);
    const options = {
      actor: await this.author().catch(() => 'dlake fetch'),
      dryRun: this.flags['dry-run'],
      signal: this.signal,
      onProgress: (done: FetchProgress) => this.progress.update({ what: 'Receiving', ...done }),
    };
    const fetched =
      refs.length === 0 ? await fetchNews(lake, other, options) : await fetch(lake, other, refs, options);
    await noteStandings(
      lake,
      fetched.refs.map(({ ref }) => ref),
      remote.name,
    );
    const { objectsReceived, bytesReceived } = fetched;
    warnOfWithdrawals(this.output, fetched.withdrawn, 'here', this.root);
    for (const { tag, reason } of fetched.tags) this.output.warn(`The tag ${tag} was not taken: ${reason}.`);
    this.output.result(
      {
        remote: remote.name,
        refs: fetched.refs.map(syncedJson),
        objectsReceived,
        bytesReceived,
        merged: [],
        conflicts: [],
        requests: other.requests?.() ?? 0,
      },
      () => [
        ...syncedLines(this.output, fetched.refs),
        ...(options.dryRun ? [wouldCome(objectsReceived, bytesReceived)] : []),
      ],
    );
    if (fetched.refs.some(({ result }) => result === 'rejected')) this.exitWith(EXIT.damage);
  }
}
