import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.ts';
import { EXIT } from '../cli/exit-codes.ts';
import { warnOfWithdrawals } from '../cli/heard-withdrawals.ts';
import { jobsFlag } from '../cli/jobs-flag.ts';
import { remoteWords } from '../cli/remote-words.ts';
import { conflictLines, syncedLines } from '../cli/synced-lines.ts';
import { wouldCome } from '../cli/would-come.ts';
import { conflictJson, syncedJson } from '../format/synced-json.ts';
import { fetch } from '../sync/fetch.ts';
import { noteStandings } from '../sync/note-standings.ts';
import { pull } from '../sync/pull.ts';
import { FolderOfRef } from '../worktree/folder-of-ref.ts';
import { listWorktree } from '../worktree/list-worktree.ts';
import { pathMatcher } from '../worktree/path-matcher.ts';

export default class Pull extends BaseCommand<typeof Pull> {
  static override summary = 'Bring datasets up to what another lake has';
  static override description =
    'Without refs, those that have a folder here; a ref that has none is checked out. Where both sides went on, raw and processed are merged file by file; a file that both changed is a conflict, and then nothing moves until you say whose is right. A folder with changes that are in no commit is left alone.';
  static override examples = [
    { description: 'Everything that is checked out here', command: 'dlake pull' },
    { description: 'A dataset that is not here yet', command: 'dlake pull lab raw/geo/GSE2034' },
    {
      description: 'Their tables, our notes',
      command: 'dlake pull lab raw/geo/GSE2034 --theirs "**/*.tsv" --ours "notes/**"',
    },
  ];
  static override strict = false;
  static override args = {
    remote: Args.string({ description: 'The remote; without it the only one, or origin' }),
    ref: Args.string({ description: 'The refs' }),
  };
  static override flags = {
    ours: Flags.string({
      summary: 'Where both sides changed a path that fits, keep ours',
      helpValue: 'GLOB',
      multiple: true,
      multipleNonGreedy: true,
    }),
    theirs: Flags.string({
      summary: 'Where both sides changed a path that fits, take theirs',
      helpValue: 'GLOB',
      multiple: true,
      multipleNonGreedy: true,
    }),
    'dry-run': Flags.boolean({ char: 'n', summary: 'Say what would come, bring nothing' }),
    jobs: jobsFlag,
  };

  async run(): Promise<void> {
    const { ours, theirs, 'dry-run': dryRun } = this.flags;
    const lake = await this.openLake();
    const actor = await this.author();
    const { remote, refs } = await remoteWords(lake, this.words);
    const wanted = refs.length > 0 ? refs : listWorktree(this.root);
    const other = await this.openRemote(remote);
    const { signal } = this;
    const fetched = await fetch(lake, other, wanted, { actor, dryRun, signal });
    warnOfWithdrawals(this.output, fetched.withdrawn, 'here', this.root);
    for (const { tag, reason } of fetched.tags) this.output.warn(`The tag ${tag} was not taken: ${reason}.`);
    const isOurs = ours === undefined ? () => false : pathMatcher(ours);
    const isTheirs = theirs === undefined ? () => false : pathMatcher(theirs);
    const pulled = await pull(lake, other, fetched, {
      actor,
      dryRun,
      signal,
      named: refs,
      settle: (path) => (isOurs(path) ? 'ours' : isTheirs(path) ? 'theirs' : undefined),
      folderOf: (ref) => new FolderOfRef(lake, ref, { signal }),
      ...(this.progress.silent ? {} : { onProgress: this.showTransfer('Receiving') }),
    });
    await noteStandings(
      lake,
      fetched.refs.map(({ ref }) => ref),
      remote.name,
    );
    const conflicts = pulled.refs.flatMap(({ ref, conflicts: found }) =>
      found.map((one) => ({ ref, ...one })),
    );
    this.output.result(
      {
        remote: remote.name,
        refs: pulled.refs.map(syncedJson),
        objectsReceived: fetched.objectsReceived + pulled.objects,
        bytesReceived: fetched.bytesReceived + pulled.bytes,
        merged: pulled.refs.filter(({ result }) => result === 'merged').map(({ ref }) => ref),
        conflicts: conflicts.map(conflictJson),
        requests: other.requests?.() ?? 0,
      },
      () => [
        ...syncedLines(this.output, pulled.refs),
        ...conflictLines(conflicts),
        ...(dryRun
          ? [wouldCome(fetched.objectsReceived + pulled.objects, fetched.bytesReceived + pulled.bytes)]
          : []),
      ],
    );
    if (pulled.refs.some(({ result }) => result === 'rejected')) this.exitWith(EXIT.moved);
  }
}
