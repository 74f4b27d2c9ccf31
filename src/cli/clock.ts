import { DlakeError } from '../errors.ts';

const TIME = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

/** The clock of this run: fixed by DLAKE_NOW, else the machine's. Throws `usage-invalid`. */
export function clock(env: NodeJS.ProcessEnv): () => Date {
  const fixed = env.DLAKE_NOW;
  if (fixed === undefined || fixed === '') return () => new Date();
  const at = new Date(fixed);
  if (!TIME.test(fixed) || Number.isNaN(at.getTime())) {
    throw new DlakeError('usage-invalid', {
      reason: `DLAKE_NOW is not a time as 2026-11-22T10:11:12Z: ${fixed}`,
    });
  }
  return () => new Date(at);
}
