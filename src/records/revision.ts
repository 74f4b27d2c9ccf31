import type { IdText } from './ids.ts';
import type { Dataset, Ref } from './ref.ts';

/** What a revision starts from. */
export type RevisionStart =
  | { readonly kind: 'ref'; readonly ref: Ref }
  /** A dataset whose layer was not said. */
  | { readonly kind: 'dataset'; readonly dataset: Dataset }
  /** A ref as it was last seen at a remote. */
  | { readonly kind: 'remote'; readonly remote: string; readonly ref: Ref }
  /** A tag, or an id when no tag has this name; `tag` is absent where the text can only be an id. */
  | { readonly kind: 'name'; readonly tag?: string; readonly id?: IdText };

/** What a user means by `[LAYER/]DATASET[@VERSION][~N][@{DATE}]`, `REMOTE:REF`, a tag or an id, and `:PATH`. */
export interface Revision {
  /** As it was typed. */
  readonly text: string;
  readonly start: RevisionStart;
  /** `metadata.version` of the commit. */
  readonly version?: string;
  /** How many first parents to go back. */
  readonly back?: number;
  /** What the ref named then: UTC, milliseconds; the end of the day when only a date was typed. */
  readonly at?: string;
  /** A path inside the version. */
  readonly path?: string;
}
