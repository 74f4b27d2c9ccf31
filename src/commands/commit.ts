import * as Args from '@oclif/core/args';
import { BaseCommand } from '../cli/base-command.ts';
import { checksumLists } from '../cli/checksum-lists.ts';
import type { CommitDestination } from '../cli/commit-destination.ts';
import { commitFacts } from '../cli/commit-facts.ts';
import { COMMIT_FLAGS } from '../cli/commit-flags.ts';
import { warnOfCommit } from '../cli/commit-warnings.ts';
import { committedLines } from '../cli/committed-lines.ts';
import { signingKey } from '../cli/signing-key.ts';
import { checkSourceFlags, isSource } from '../cli/source-flags.ts';
import { type Committed, committedJson } from '../format/committed-json.ts';
import { safe } from '../format/safe-text.ts';
import type { VersionFacts } from '../lake/version-facts.ts';
import type { Action } from '../records/commit.ts';
import { parseRef } from '../records/parse-ref.ts';
import { type Ref, refText } from '../records/ref.ts';

export default class Commit extends BaseCommand<typeof Commit> {
  static override summary = 'Record a folder as the next version of a dataset';
  static override description =
    'The whole folder is the version: there is no staging area. A commit that changes nothing makes none. More than a tenth of the files, or any file in raw, is deleted only with --allow-delete; --update adds or replaces files and deletes none. With --to the bytes go to a remote and none are kept here. Objects that are in S3 already are named as s3://BUCKET/PREFIX?endpoint=https://...';
  static override examples = [
    {
      description: 'A dataset in its place',
      command: 'dlake commit raw/geo/GSE2034 -m "As downloaded from GEO"',
    },
    {
      description: 'A download, checked against the sums that its source publishes',
      command:
        'dlake commit ~/downloads/GSE2034 --as raw/geo/GSE2034 --url https://ftp.ncbi.nlm.nih.gov/geo/series/GSE2nnn/GSE2034 --checksums md5checksums.txt -m "Downloaded"',
    },
    {
      description: 'What a pipeline made of it',
      command:
        'dlake commit processed/geo/GSE2034.salmon --from raw/geo/GSE2034 --param index=gencode49 -m "salmon 1.10"',
    },
    {
      description: 'One more file, whatever others did meanwhile',
      command: 'dlake commit --update raw/upload/plate-7/B12.csv -m "Well B12"',
    },
    {
      description: 'More than this disk has room for: the bytes go to the lab at once',
      command: 'dlake commit /scratch/run7 --as raw/lab/run7 --to lab -m "Run 7"',
    },
    {
      description: 'What a core facility put into a bucket, copied there by the server',
      command:
        'dlake commit \'s3://facility/run7?endpoint=https://minio.lab:9000\' --as raw/lab/run7 --to lab -m "Run 7"',
    },
  ];
  static override args = {
    path: Args.string({ description: 'The folder or file, or s3://BUCKET/PREFIX', required: true }),
  };
  static override flags = COMMIT_FLAGS;

  async run(): Promise<void> {
    const { flags } = this;
    const { path } = this.args;
    checkSourceFlags(path, flags);
    const author = await this.author(flags.author);
    const key = flags.sign ? await signingKey(flags.key, this.settings, process.env) : undefined;
    const lake = await this.openLake();
    const [{ resolveInput }, { defaultAction }, { noteStandings }, { signVersion }] = await Promise.all([
      import('../worktree/resolve-input.ts'),
      import('../lake/default-action.ts'),
      import('../sync/note-standings.ts'),
      import('../lake/signatures/sign-version.ts'),
    ]);
    const inputs = (
      await Promise.all((flags.from ?? []).map((text) => resolveInput(lake, text, { signal: this.signal })))
    ).flat();
    const factsOf = (ref: Ref, url = flags.url): VersionFacts => {
      const known = { inputs: inputs.length > 0, url: url !== undefined };
      const action: Action = flags.action ?? defaultAction(ref, known);
      return commitFacts({ ...flags, url }, { action, author, inputs });
    };
    const to = await this.#to(author);
    const committed = await (isSource(path)
      ? this.#objects(path, to, factsOf)
      : this.#folder(path, to, factsOf));
    if (committed === undefined) return;
    const ref = parseRef(`${committed.commit.layer}/${committed.commit.dataset}`);
    if (key !== undefined) await signVersion(lake, ref, committed.id, { key, actor: author });
    // A signature comes after the version, and travels with the ref.
    if (committed.unchanged || key !== undefined) await to?.push(ref);
    if (!committed.unchanged || to !== undefined) await noteStandings(lake, [refText(ref)], flags.to);
    const remote = flags.to === undefined ? {} : { remote: flags.to };
    const where = flags.to === undefined ? undefined : safe`sent to ${flags.to}`;
    this.output.result({ ...committedJson(committed), ...remote }, () =>
      committedLines(this.output, committed, undefined, where),
    );
    const { name, keyword, meta, date, url, attest } = flags;
    const said = [name, keyword, meta, flags['meta-json'], date, url, attest, flags.action];
    if (committed.unchanged && said.some((one) => one !== undefined))
      this.output.note('No new version: what you say of it was not recorded. `dlake annotate` does that.');
  }

  async #folder(
    path: string,
    to: CommitDestination | undefined,
    factsOf: (ref: Ref) => VersionFacts,
  ): Promise<Committed> {
    const { flags } = this;
    const lake = await this.openLake();
    const { commitFolder } = await import('../worktree/commit-folder.ts');
    const { commitPlace } = await import('../worktree/commit-place.ts');
    const place = commitPlace(this.root, process.cwd(), path, flags.as);
    const facts = factsOf(place.folder.ref);
    const lists = await checksumLists(flags.checksums ?? [], flags.url);
    const destination = await to?.of(place.folder.ref);
    const committed = await commitFolder(lake, {
      place,
      facts,
      update: flags.update,
      allowDelete: flags['allow-delete'],
      allowEmpty: flags['allow-empty'],
      followSymlinks: flags['follow-symlinks'],
      linkMode: flags['link-mode'] ?? this.settings.linkMode ?? 'copy',
      checks: { lists, gzip: facts.action === 'collection', force: flags.force },
      signal: this.signal,
      onProgress: to?.showHashing ?? ((done) => this.progress.update({ what: 'Hashing', ...done })),
      ...(destination && { destination }),
    });
    warnOfCommit(this.output, committed);
    return committed;
  }

  async #objects(
    path: string,
    to: CommitDestination | undefined,
    factsOf: (ref: Ref, url: string) => VersionFacts,
  ): Promise<Committed | undefined> {
    const { commitSource } = await import('../cli/commit-source.ts');
    const lake = await this.openLake();
    const { output, progress, signal, flags } = this;
    const destinationOf = async (ref: Ref) => to?.of(ref);
    return commitSource({ lake, output, progress, signal }, path, flags, { factsOf, destinationOf });
  }

  /** Where the bytes go, if a remote is named. */
  async #to(actor: string): Promise<CommitDestination | undefined> {
    if (this.flags.to === undefined) return undefined;
    const { CommitDestination } = await import('../cli/commit-destination.ts');
    const { remoteNamed } = await import('../sync/remotes-file.ts');
    const remote = await this.openRemote(remoteNamed(this.root, this.flags.to), { maker: actor });
    const how = { actor, signal: this.signal };
    return new CommitDestination(await this.openLake(), remote, how, this.progress);
  }
}
