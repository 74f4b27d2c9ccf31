import type { Layer } from '../../../records/layers.ts';

/** What is looked at. */
export type ProbedThing =
  | 'clock'
  | 'server'
  | 'versioning'
  | 'object-lock'
  | 'default-retention'
  | 'lifecycle'
  | 'conditional-put'
  | 'checked-sha256'
  | 'kept-sha256'
  | 'composite-sha256'
  | 'version-ids'
  | 'copy';

/** What was found out about a server, as a fact that front ends put into words. */
export interface ProbeFinding {
  readonly layer: Layer;
  readonly bucket: string;
  readonly what: ProbedThing;
  /** `weak`: the store works, by more requests or on somebody's word. `bad`: a promise is not kept. */
  readonly state: 'good' | 'weak' | 'bad';
  /** Numbers and texts that say more, as `{ days: 90, mode: 'GOVERNANCE' }`; `untried` is why it is not known. */
  readonly facts: Readonly<Record<string, string | number | readonly string[]>>;
}
