/** How a ref of this lake stands to the same ref of a remote, as that was last seen: counts of versions. */
export interface Standing {
  /** Those that are here and not there. */
  readonly ahead: number;
  /** Those that are there and not here. */
  readonly behind: number;
}
