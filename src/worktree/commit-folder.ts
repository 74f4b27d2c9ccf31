import { DlakeError } from '../errors.ts';
import { checkFacts } from '../lake/check-facts.ts';
import type { LocalLake } from '../lake/lake.ts';
import { pageReader } from '../lake/read-page.ts';
import type { VersionToRecord } from '../lake/record-version.ts';
import type { VersionFacts } from '../lake/version-facts.ts';
import { readManifestPages } from '../records/read-manifest.ts';
import { refText } from '../records/ref.ts';
import type { CallOptions, Session, Store } from '../store/contract.ts';
import type { WorkProgress } from '../store/work-progress.ts';
import type { LinkMode } from './base.ts';
import { CommitAttempt, type CommitOutcome } from './commit-attempt.ts';
import type { CommitPlace } from './commit-place.ts';
import { currentBase } from './current-base.ts';
import { foldedAdditions } from './folded-additions.ts';
import { type DownloadChecks, PublishedSums } from './published-sums.ts';
import { type Snapshot, snapshot } from './snapshot.ts';

/** How a folder is to be committed. */
export interface CommitOptions extends CallOptions {
  readonly place: CommitPlace;
  readonly facts: VersionFacts;
  /** Add or replace files on top of where the ref stands, and delete none. */
  readonly update: boolean;
  readonly allowDelete: boolean;
  readonly allowEmpty: boolean;
  /** Take what symlinks that lead out of the folder lead to; a folder that was committed so stays so. */
  readonly followSymlinks: boolean;
  readonly linkMode: LinkMode | 'reference';
  readonly checks: DownloadChecks;
  readonly onProgress?: (done: WorkProgress) => void;
  /** Where the bytes go, if not into the lake here. */
  readonly destination?: Destination;
}

/** Another place that takes the bytes of a version; the lake here keeps its records. */
export interface Destination {
  /** A session that has bytes go there, and records into the session here, which it ends. */
  session(here: Session): Promise<Session>;
  /** Those of these blobs that are not there. */
  missing: Store['missing'];
  /** Brings the version there, before the ref here moves to it. */
  send: NonNullable<VersionToRecord['send']>;
}

/** What a commit of a folder came to. */
export interface CommittedFolder extends CommitOutcome {
  /** Names that the source published a sum for, and that are not here. */
  readonly notDownloaded: readonly string[];
  /** Paths that some file systems take for one, when the version added paths. */
  readonly folded: readonly (readonly [string, string])[];
  /** Large files that were to be linked with the store and could not be: they were copied. */
  readonly notLinked: readonly string[];
}

/** Smaller files go into packs, however files get into the store. */
const LINKED_BYTES = 4 * 1024 * 1024;

const PART =
  'This is a part of a dataset: commit its whole folder, or add or replace just this with --update.';

/**
 * Records a folder, or some files of it, as the next version of a ref. Throws, having changed nothing:
 * `base-behind`, `ref-moved`, `update-conflict`, `deletions-need-consent`, `folder-empty`,
 * `usage-invalid`, `admission-refused`, what `snapshot` and the checks of downloads throw.
 */
export async function commitFolder(lake: LocalLake, options: CommitOptions): Promise<CommittedFolder> {
  const { folder, paths } = options.place;
  checkFacts(lake, folder.ref, options.facts);
  if (folder.own && paths !== undefined && !options.update)
    throw new DlakeError('usage-invalid', { reason: PART });
  const base = await currentBase(lake, folder);
  const followSymlinks = options.followSymlinks || base?.followSymlinks === true;
  const { destination } = options;
  const here = await lake.store.session(folder.ref.layer, {
    linkMode: options.linkMode,
    referrer: refText(folder.ref),
    ...signalOf(options),
  });
  const session = destination === undefined ? here : await destination.session(here);
  try {
    const published = new PublishedSums(options.checks);
    const taken = await snapshot(lake, session, folder, {
      base,
      ...(paths === undefined && !options.update ? {} : { update: paths ?? [''] }),
      followSymlinks,
      byReference: options.linkMode === 'reference',
      wants: published.wants,
      ...(destination && { missing: destination.missing }),
      ...(options.onProgress && { onProgress: options.onProgress }),
      ...signalOf(options),
    });
    const grading = published.grade(taken);
    const facts = {
      ...options.facts,
      ...(grading.checks.length === 0 ? {} : { checks: grading.checks }),
    };
    const attempt = new CommitAttempt(lake, session, folder, base, taken, {
      ...options,
      // What is checked out later is a file like any other.
      linkMode: options.linkMode === 'hardlink' ? 'hardlink' : 'copy',
      followSymlinks,
      facts,
      published: { rows: grading.expected, asked: published.asked },
      ...(destination && { send: destination.send }),
    });
    const outcome = await (options.update ? attempt.onto() : attempt.replace());
    const version = () => readManifestPages(outcome.commit.manifest, pageReader(lake, folder.ref.layer));
    return {
      ...outcome,
      notDownloaded: published.notDownloaded,
      notLinked: options.linkMode === 'hardlink' ? largeCopies(taken) : [],
      folded: outcome.foldable ? await foldedAdditions(outcome.changes, version()) : [],
    };
  } finally {
    await session.close();
  }
}

function largeCopies({ hashed: { copied, table } }: Snapshot): readonly string[] {
  return [...copied].filter((row) => table.size[row]! >= LINKED_BYTES).map((row) => table.paths[row]!);
}

const signalOf = ({ signal }: CallOptions): CallOptions => (signal === undefined ? {} : { signal });
