/** Entries of one log that are not what they must be. */
export interface AuditProblem {
  /** Where they were looked for: `store` of a local lake, `catalog` or `buckets` of a central one. */
  readonly where: string;
  /** `LAYER/SUBJECT` */
  readonly log: string;
  readonly from: number;
  readonly to: number;
  /**
   * `altered`: not the entry that the lake's log vouches for. `missing`: none, though later ones are there. `cut-off`:
   * none, and none after it. `unchained`: an entry that nothing vouches for yet does not follow the one before.
   * `rewritten`: the lake's own log is not the one that the checkpoint outside saw, so nothing in it vouches for
   * anything. `invalid`: an entry of the lake's own log can't be read.
   */
  readonly problem: 'altered' | 'missing' | 'cut-off' | 'unchained' | 'rewritten' | 'invalid';
  readonly reason?: string;
}
