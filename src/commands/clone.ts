import { resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.ts';
import { EXIT } from '../cli/exit-codes.ts';
import { warnOfWithdrawals } from '../cli/heard-withdrawals.ts';
import { jobsFlag } from '../cli/jobs-flag.ts';
import { openLakeHere } from '../cli/open-lake.ts';
import { plannedCloneLines } from '../cli/planned-clone-lines.ts';
import { syncedLines } from '../cli/synced-lines.ts';
import { typedAddress } from '../cli/typed-address.ts';
import { count } from '../format/count.ts';
import { safe } from '../format/safe-text.ts';
import { syncedJson } from '../format/synced-json.ts';
import { initLake } from '../lake/init-lake.ts';
import { parseRef } from '../records/parse-ref.ts';
import { type Ref, refText } from '../records/ref.ts';
import { addRemote } from '../sync/edit-remotes.ts';
import { type FetchProgress, fetch } from '../sync/fetch.ts';
import { fetchNews } from '../sync/fetch-news.ts';
import { noteStandings } from '../sync/note-standings.ts';
import type { OpenRemote } from '../sync/open-remote.ts';
import { planClone } from '../sync/plan-clone.ts';
import { pull } from '../sync/pull.ts';
import { addressOf, plainName, type Remote } from '../sync/remote.ts';
import { readRemotes } from '../sync/remotes-file.ts';
import { FolderOfRef } from '../worktree/folder-of-ref.ts';

const ORIGIN = 'origin';

export default class Clone extends BaseCommand<typeof Clone> {
  static override summary = 'Make a lake of your own that knows another one';
  static override description =
    'It gets the versions of the other lake, which it calls origin, and the files of what you check out. The other lake is only read.';
  static override examples = [
    {
      description: 'With one dataset checked out',
      command: 'dlake clone /mnt/nas/lake my-lake --checkout raw/geo/GSE2034',
    },
    {
      description: "A lab's central lake, whose catalog says where its store is",
      command: 'dlake clone postgres://ada@lake.lab/lake my-lake',
    },
  ];
  static override args = {
    from: Args.string({
      description: 'The folder of the other lake, or postgres://... of its catalog',
      required: true,
    }),
    dir: Args.string({ description: 'Where to make it; by default the name of the other one' }),
  };
  static override flags = {
    checkout: Flags.string({
      summary: 'Check this out',
      helpValue: 'REF',
      multiple: true,
      multipleNonGreedy: true,
    }),
    'dry-run': Flags.boolean({ char: 'n', summary: 'Say what would come, make nothing' }),
    jobs: jobsFlag,
    store: Flags.string({
      summary: 'Where the store is, if not where the catalog says',
      helpValue: 's3://...',
    }),
  };

  async run(): Promise<void> {
    const { kept, typed } = typedAddress(this.output, [this.args.from, this.flags.store]);
    const remote: Remote = { name: ORIGIN, ...kept };
    const root = resolve(this.args.dir ?? plainName(remote));
    const refs = (this.flags.checkout ?? []).map(parseRef);
    const host = this.lakeHost();
    const actor = await this.author().catch(() => 'dlake clone');
    const other = await this.openRemote(remote, { typed });
    if (this.flags['dry-run']) return this.#plan(root, other, refs);
    // A clone that was interrupted goes on.
    const begun = readRemotes(root).some((known) => isDeepStrictEqual(known, remote));
    if (!begun) await initLake(root, host, { actor });
    if (!begun) addRemote(root, remote);
    const lake = await openLakeHere(root, host);
    try {
      const { signal } = this;
      const onProgress = (done: FetchProgress) => this.progress.update({ what: 'Receiving', ...done });
      const how = { actor, signal, onProgress };
      const fetched = begun ? await fetch(lake, other, undefined, how) : await fetchNews(lake, other, how);
      warnOfWithdrawals(this.output, fetched.withdrawn);
      const wanted = new Set(refs.map(refText));
      const pulled = await pull(
        lake,
        other,
        { ...fetched, refs: fetched.refs.filter(({ ref }) => wanted.has(ref)) },
        {
          actor,
          signal,
          named: refs,
          settle: () => undefined,
          folderOf: (ref) => new FolderOfRef(lake, ref, { signal }),
          ...(this.progress.silent ? {} : { onProgress: this.showTransfer('Receiving') }),
        },
      );
      await noteStandings(
        lake,
        pulled.refs.map(({ ref }) => ref),
        ORIGIN,
      );
      const living = fetched.refs.filter(({ to }) => to !== undefined);
      this.output.result(
        {
          root,
          remote: ORIGIN,
          refs: fetched.refs.map(syncedJson),
          checkedOut: pulled.refs.map(syncedJson),
          objectsReceived: fetched.objectsReceived + pulled.objects,
          bytesReceived: fetched.bytesReceived + pulled.bytes,
          requests: other.requests?.() ?? 0,
        },
        () => [
          safe`Made a lake in ${root}, which knows ${count(living.length, 'ref')} of ${addressOf(remote)}`,
          ...(pulled.refs.length === 0
            ? living.map(({ ref }) => safe`  ${ref}`)
            : syncedLines(this.output, pulled.refs)),
        ],
      );
      if (pulled.refs.length === 0 && living[0] !== undefined)
        this.output.note(safe`Get one with: cd ${root} && dlake pull ${ORIGIN} ${living[0].ref}`);
      if ([...fetched.refs, ...pulled.refs].some(({ result }) => result === 'rejected'))
        this.exitWith(EXIT.damage);
    } finally {
      await lake.close();
    }
  }

  async #plan(root: string, other: OpenRemote, wanted: readonly Ref[]): Promise<void> {
    const plan = await planClone(other.lake, wanted, { signal: this.signal });
    this.output.result(
      {
        root,
        remote: ORIGIN,
        refs: plan.refs.map(syncedJson),
        checkedOut: plan.checkedOut.map(syncedJson),
        objectsReceived: plan.objects,
        bytesReceived: plan.bytes,
        requests: other.requests?.() ?? 0,
      },
      () => plannedCloneLines(this.output, root, plan),
    );
  }
}
