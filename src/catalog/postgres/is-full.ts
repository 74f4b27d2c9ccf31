/** Of SQLSTATE: as many are connected as the server, the database or the role takes. */
const TOO_MANY = '53300';

/** Whether a server has no place for us now: it is there, and whoever waits gets in. */
export const isFull = (error: unknown): boolean => (error as { code?: unknown } | null)?.code === TOO_MANY;
