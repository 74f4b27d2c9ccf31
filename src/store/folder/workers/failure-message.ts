import { DlakeError } from '../../../errors.ts';
import type { Failure } from './worker-messages.ts';

/** An error in a form that keeps its code and facts on the way to another thread. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof DlakeError)) return { error };
  const cause = error.cause instanceof Error ? error.cause.message : undefined;
  return { code: error.code, data: error.data, cause };
}

/** The error that was sent. */
export function errorOf(failure: Failure): unknown {
  if ('error' in failure) return failure.error;
  const cause = failure.cause === undefined ? undefined : new Error(failure.cause);
  return new DlakeError(failure.code, failure.data as never, { cause });
}
