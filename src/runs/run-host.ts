/** Where a command is run, and as whom: decided at the edge. */
export interface RunHost {
  /** Absolute. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The machine's name, for people. */
  readonly host: string;
  readonly user: string;
  /** The program that records, as `dlake 0.1.0`. */
  readonly tool: string;
  readonly now: () => Date;
  /** Told what the command writes, as it comes. */
  readonly onOutput?: ((chunk: Uint8Array) => void) | undefined;
}
