/** A program to run, without a shell in between. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** One side of a comparison: what is timed, and what gets ready for it untimed, before and after each run. */
export interface Step {
  /** What the table calls it. */
  readonly label: string;
  readonly command: Command;
  readonly before?: () => void;
  readonly after?: () => void;
}
