/** How far work has got whose end is known: objects and bytes of how many. */
export interface WorkProgress {
  readonly objects: number;
  readonly ofObjects: number;
  readonly bytes: number;
  readonly ofBytes: number;
}
