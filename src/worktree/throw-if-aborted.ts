import { DlakeError } from '../errors.ts';
import type { CallOptions } from '../store/contract.ts';

/** Throws `interrupted` once the call's signal is aborted. */
export function throwIfAborted({ signal }: CallOptions): void {
  if (signal?.aborted === true) throw new DlakeError('interrupted', {});
}
