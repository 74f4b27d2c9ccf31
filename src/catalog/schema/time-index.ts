/** What happened, in the order of when it is said to have: `audit log` reads it a part at a time. */
export const TIME_INDEX: readonly string[] = [
  `CREATE INDEX log_by_time ON dlake.log (at, layer, subject, seq)`,
];
