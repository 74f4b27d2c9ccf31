import { isOverQuota } from '../../errors.ts';

/** Why a file could not be written, in the words of the system; where Node has none for it, in ours. */
export const writeReason = (error: unknown): string =>
  isOverQuota(error) ? 'EDQUOT: disk quota exceeded' : (error as Error).message;
