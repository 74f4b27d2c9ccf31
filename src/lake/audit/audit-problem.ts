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
   * anything. `skipped`: no checkpoint is over these, though one is over later ones, so nothing vouches for them.
   * `invalid`: an entry of the lake's own log can't be read, or counts wrongly what is vouched for.
   */
  readonly problem: 'altered' | 'missing' | 'cut-off' | 'unchained' | 'rewritten' | 'skipped' | 'invalid';
  readonly reason?: string;
}
