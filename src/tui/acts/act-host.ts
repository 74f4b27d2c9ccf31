import type { ProgressState } from '../../format/progress-line.ts';
import type { LocalLake } from '../../lake/lake.ts';
import type { OpenRemote } from '../../sync/open-remote.ts';
import type { RemoteSources } from '../../sync/remote-sources.ts';
import type { LinkMode } from '../../worktree/base.ts';

/** What acts need of whoever opened the screen. */
export interface ActHost {
  readonly lake: LocalLake;
  /** Who acts. Throws `author-unknown`. */
  author(): Promise<string>;
  /** The usual remote, open. Throws `remote-unreachable`. */
  openRemote(how: { readonly maker?: string }): Promise<OpenRemote>;
  /** All remotes, to find out which has what. */
  sources(): Promise<RemoteSources>;
  /** How files get into the store and out of it. */
  readonly linkMode: LinkMode | 'reference' | undefined;
}

/** How an act is done. */
export interface ActOptions {
  readonly signal: AbortSignal;
  /** Told how far it is. */
  readonly onProgress: (progress: ProgressState) => void;
}

/** What came of an act, in words; several lines where there is more to tell. */
export interface ActOutcome {
  readonly tone: 'good' | 'warn' | 'bad';
  readonly text: string;
}
