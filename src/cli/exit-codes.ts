/** What the exit code of a command says to scripts (README, "Exit codes"). */
export const EXIT = {
  fine: 0,
  fixable: 1,
  usage: 2,
  partly: 3,
  damage: 4,
  refused: 5,
  moved: 6,
  unreachable: 7,
  bug: 70,
  interrupted: 130,
} as const;

/** One of the exit codes. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
