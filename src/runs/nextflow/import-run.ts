import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DlakeError, isDlakeError } from '../../errors.ts';
import { checkFacts } from '../../lake/check-facts.ts';
import { defaultAction } from '../../lake/default-action.ts';
import type { LocalLake } from '../../lake/lake.ts';
import type { VersionFacts } from '../../lake/version-facts.ts';
import type { FreeMap } from '../../records/commit.ts';
import type { CommitId } from '../../records/ids.ts';
import { type Ref, refText } from '../../records/ref.ts';
import { sortUtf8 } from '../../records/utf8-order.ts';
import type { CallOptions } from '../../store/contract.ts';
import { type CommitOptions, type CommittedFolder, commitFolder } from '../../worktree/commit-folder.ts';
import { literalGlob, pathMatcher } from '../../worktree/path-matcher.ts';
import { folderFor, type WorktreeFolder } from '../../worktree/worktree-folder.ts';
import { findInputs, type UnknownInput } from './find-inputs.ts';
import { LineageStore, type PublishedFile } from './lineage-store.ts';
import { nextflowRecord, runParameters } from './nextflow-record.ts';
import { localPath, recordedFile } from './recorded-file.ts';
import { traceTasks } from './trace-tasks.ts';

/** Which of the files that a run published become a version of which ref. */
export interface OutputOfRun {
  readonly ref: Ref;
  /** Paths below the run's output folder; absent: all. */
  readonly glob?: string;
}

export interface ImportOptions extends CallOptions {
  /** The folder with the records. */
  readonly lineage: string;
  /** A run by name, session or lid; by default the newest. */
  readonly run?: string;
  /** Those of one ref become one version of it. */
  readonly outputs: readonly OutputOfRun[];
  /** What was read, where files alone don't say it. */
  readonly from: readonly CommitId[];
  /** Why files count that no version has: the version says so. */
  readonly attest?: string;
  readonly author: string;
  readonly message?: string;
  readonly metadata: FreeMap;
  readonly linkMode: CommitOptions['linkMode'];
  readonly allowDelete: boolean;
}

/** What an import came to. */
export interface ImportedRun {
  readonly run: string;
  readonly lineage: string;
  readonly commits: readonly CommittedFolder[];
  /** What was published and is of no output that was named. */
  readonly left: readonly string[];
  /** What was read and is of no version. */
  readonly unknown: readonly UnknownInput[];
}

/**
 * Makes versions of what a run of Nextflow published, with what it was made from by the run's own records. Every file is
 * hashed; one that is not as its record says stops it all. Throws, having committed nothing: `usage-invalid`,
 * `record-invalid`, `outputs-changed`, `inputs-unknown`, and what `findInputs` and the first commit throw; where a later
 * commit fails, `imported-in-part` with what was committed.
 */
export async function importRun(lake: LocalLake, options: ImportOptions): Promise<ImportedRun> {
  const store = new LineageStore(options.lineage);
  const found = store.run(options.run);
  const published = [...store.published(found.key)];
  const { groups, left } = grouped(published, options.outputs);
  checkFiles(
    found.run.name,
    groups.flatMap(({ files }) => files),
  );
  const { repository } = found.run.workflow ?? {};
  const plans = [];
  for (const { ref, files } of groups) {
    const traced = traceTasks(
      store,
      files.flatMap(({ output }) => output.source ?? []),
    );
    // What lies in the pipeline's own repository is code, and the record names its commit.
    const data = [...traced.read.values()].filter(({ path }) => !repository || !path.startsWith(repository));
    const { inputs, unknown: notFound } = await findInputs(lake, data, options.from, options);
    const unknown = [...traced.unknown, ...notFound];
    if (unknown.length > 0 && options.attest === undefined) throw notKnown(ref, unknown);
    const facts: VersionFacts = {
      action: defaultAction(ref, { inputs: inputs.length > 0, url: false }),
      author: options.author,
      message: options.message ?? `Nextflow run ${found.run.name}`,
      metadata: {
        ...options.metadata,
        ...(options.attest !== undefined && { attested: options.attest }),
      },
      inputs,
      parameters: runParameters(found.run.params ?? []),
      run: nextflowRecord(found, traced, unknown),
    };
    checkFacts(lake, ref, facts);
    const folder = folderFor(lake.root, ref, outputFolder(files));
    plans.push({ folder, files, facts: withoutEmpty(facts), unknown });
  }
  const commits: CommittedFolder[] = [];
  for (const plan of plans)
    try {
      commits.push(await commitFiles(lake, plan, options));
    } catch (error) {
      throw commits.length === 0 ? error : inPart(found.run.name, commits, plan, error);
    }
  return {
    run: found.run.name,
    lineage: `lid://${found.key}`,
    commits,
    left,
    unknown: plans.flatMap(({ unknown }) => unknown),
  };
}

/** The files of each ref, whichever of its globs they fit. Throws `usage-invalid` for an output that has none. */
function grouped(published: readonly PublishedFile[], outputs: readonly OutputOfRun[]) {
  const byRef = new Map<string, { readonly ref: Ref; readonly files: ReadonlySet<PublishedFile> }>();
  for (const { ref, glob } of outputs) {
    const fits = pathMatcher(glob === undefined ? undefined : [glob]);
    const files = published.filter(({ path }) => fits(path));
    if (files.length === 0)
      throw new DlakeError('usage-invalid', {
        reason: `The run published no files ${glob === undefined ? '(outputs of `publishDir` are not in its records)' : `that fit ${glob}`}, for ${refText(ref)}`,
      });
    const before = byRef.get(refText(ref))?.files ?? [];
    byRef.set(refText(ref), { ref, files: new Set([...before, ...files]) });
  }
  const groups = [...byRef.values()].map(({ ref, files }) => ({ ref, files: [...files] }));
  const taken = new Set(groups.flatMap(({ files }) => files));
  return { groups, left: sortUtf8(published.filter((file) => !taken.has(file)).map(({ path }) => path)) };
}

/** Throws `outputs-changed` with each file that is not as its record says. */
function checkFiles(run: string, files: readonly PublishedFile[]): void {
  const wrong = files.flatMap(({ path, output }) => {
    const file = recordedFile(output.path, output);
    return file.kind === 'unknown' ? [{ path, reason: file.reason }] : [];
  });
  if (wrong.length > 0) throw new DlakeError('outputs-changed', { run, files: wrong });
}

/** A version that is to be made. */
interface PlannedVersion {
  readonly folder: WorktreeFolder;
  readonly files: readonly PublishedFile[];
  readonly facts: VersionFacts;
}

async function commitFiles(
  lake: LocalLake,
  { folder, files, facts }: PlannedVersion,
  { linkMode, allowDelete, signal }: ImportOptions,
): Promise<CommittedFolder> {
  return commitFolder(lake, {
    place: { folder, paths: sortUtf8(files.map(({ path }) => path)) },
    facts,
    // In the ref's own folder other files may lie that the run did not make.
    update: folder.own,
    allowDelete,
    allowEmpty: false,
    // Nextflow publishes links into its work folder unless told otherwise.
    followSymlinks: true,
    linkMode,
    checks: { lists: [], gzip: false, force: false },
    ...(signal && { signal }),
  });
}

/** The folder that the paths of all these files are relative to. Throws `record-invalid`. */
function outputFolder(files: readonly PublishedFile[]): string {
  const [folder = '', ...others] = new Set(files.map(folderOf));
  for (const { path, output } of others.length > 0 ? files : [])
    if (join(folder, path) !== localPath(output.path)) throw strayed(path, output.path, folder);
  refuseLinks(folder, files);
  return folder;
}

function folderOf({ path, output }: PublishedFile): string {
  const local = localPath(output.path) ?? '';
  if (local.endsWith(`/${path}`)) return local.slice(0, -path.length - 1);
  throw new DlakeError('record-invalid', { what: output.path, reason: `is not what its key says, ${path}` });
}

/**
 * A published file may be a link, and what is in a published folder is below one; the folders above it Nextflow makes
 * itself, and one that leads elsewhere is not what the records are of.
 */
function refuseLinks(folder: string, files: readonly PublishedFile[]): void {
  const real = realpathSync(folder);
  const isBelow = pathMatcher(files.map(({ path }) => literalGlob(path)));
  for (const above of new Set(files.map(({ path }) => dirname(path))))
    if (!isBelow(above) && realpathSync(join(folder, above)) !== join(real, above))
      throw strayed(above, realpathSync(join(folder, above)), folder);
}

const inPart = (run: string, made: readonly CommittedFolder[], { folder }: PlannedVersion, cause: unknown) =>
  new DlakeError(
    'imported-in-part',
    {
      run,
      landed: made.map(({ id, commit }) => ({ ref: `${commit.layer}/${commit.dataset}`, commit: id })),
      ref: refText(folder.ref),
      reason: isDlakeError(cause) ? cause.code : String(cause),
    },
    { cause },
  );

const strayed = (path: string, at: string, folder: string) =>
  new DlakeError('record-invalid', { what: at, reason: `is not ${path} in the output folder ${folder}` });

const withoutEmpty = ({ parameters, ...facts }: VersionFacts): VersionFacts =>
  parameters === undefined || Object.keys(parameters).length === 0 ? facts : { ...facts, parameters };

const notKnown = (ref: Ref, unknown: readonly UnknownInput[]) =>
  new DlakeError('inputs-unknown', { ref: refText(ref), files: unknown });
