import { DlakeError, diskFull } from '../errors.ts';

/**
 * What Node's error of a system call is to the user, `disk-full` or `system-refused`: a folder that may not be
 * written to is nobody's bug. Undefined for every other error.
 */
export function systemError(error: unknown): DlakeError | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, syscall, path } = error as NodeJS.ErrnoException;
  if (code === undefined || syscall === undefined) return undefined;
  const reason = /^[A-Z0-9]+: ([^,]+)/.exec(error.message)?.[1] ?? code;
  const found =
    diskFull(error, path ?? 'the output') ??
    new DlakeError('system-refused', { reason, ...(path === undefined ? {} : { path }) });
  // Where it comes from is where the system call was.
  if (error.stack !== undefined) found.stack = error.stack;
  return found;
}
