/**
 * What a program did to the files below a folder, in the order in which it did it. Paths are absolute, as the
 * program saw them.
 */
export type Operation = Change | Flush;

/** An operation that changes bytes or names. */
export type Change = Told & { readonly path: string } & (
    | { readonly kind: 'create'; readonly truncate: boolean }
    /** `bytes`: what was written, where the trace tells it. */
    | { readonly kind: 'write'; readonly length: number; readonly at?: number; readonly bytes?: Buffer }
    | { readonly kind: 'truncate'; readonly length: number }
    | { readonly kind: 'symlink'; readonly target: string }
    | { readonly kind: 'link' | 'rename'; readonly from: string }
    | { readonly kind: 'make-folder' | 'remove' }
  );

/**
 * A flush covers what was done before it began, and holds from its end on. Without a path it flushes
 * everything.
 */
export type Flush = Told & { readonly token: number } & (
    | { readonly kind: 'sync-begins'; readonly path?: string }
    | { readonly kind: 'sync-ends' }
  );

/** How a report tells an operation. */
interface Told {
  readonly text: string;
}

/** Whether this operation makes, moves or removes a name. */
export const changesNames = ({ kind }: Operation): boolean =>
  kind === 'make-folder' || kind === 'symlink' || kind === 'link' || kind === 'rename' || kind === 'remove';
