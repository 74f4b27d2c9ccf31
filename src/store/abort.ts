import { DlakeError } from '../errors.ts';

/** Throws `interrupted` when the caller has given up. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new DlakeError('interrupted', {}, { cause: signal.reason });
}
