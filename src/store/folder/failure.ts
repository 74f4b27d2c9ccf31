import { DlakeError, diskFull, isDlakeError } from '../../errors.ts';

const REFUSED = new Set(['EACCES', 'EPERM', 'EROFS']);

/** The errno code of an error of the file system, or undefined for any other error. */
export function errnoOf(error: unknown): string | undefined {
  if (error instanceof DlakeError || !(error instanceof Error)) return undefined;
  const { code, syscall } = error as NodeJS.ErrnoException;
  return syscall === undefined ? undefined : code;
}

/** Whether a write failed for want of room. */
export const isFull = (error: unknown): boolean => diskFull(error, '') !== undefined;

/** What a failed write into the store is to the caller: `disk-full` or `store-unwritable`; other errors as they are. */
export function writeFailure(error: unknown, path: string): unknown {
  if (errnoOf(error) === undefined) return error;
  return (
    diskFull(error, path) ??
    new DlakeError('store-unwritable', { path, reason: (error as Error).message }, { cause: error })
  );
}

/** What a failed read of the store is to the caller: `store-damaged` naming the key; other errors as they are. */
export function readFailure(error: unknown, where: string): unknown {
  if (errnoOf(error) === undefined) return error;
  return new DlakeError('store-damaged', { where, reason: (error as Error).message }, { cause: error });
}

/**
 * Runs something that may as well not be done by a user who has no right to it, as with another user's files. Every
 * other failure is thrown: a disk that fails has lost something.
 */
export function ignoringRefusals(act: () => void): void {
  try {
    act();
  } catch (error) {
    const { cause } = isDlakeError(error, 'store-damaged') ? error : { cause: error };
    if (!REFUSED.has(errnoOf(cause) ?? '')) throw error;
  }
}

/** Runs something that may fail in any way of the file system: nothing but time is lost then. */
export function ignoringFailures(act: () => void): void {
  try {
    act();
  } catch (error) {
    if (errnoOf(error) === undefined && !isDlakeError(error, 'store-damaged')) throw error;
  }
}

/** Runs a write; its failures become `disk-full` or `store-unwritable`. */
export function writing<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw writeFailure(error, path);
  }
}
