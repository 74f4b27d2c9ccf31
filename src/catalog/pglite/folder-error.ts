import { DlakeError, diskFull } from '../../errors.ts';

/**
 * What an error of the file system means for a catalog: `disk-full`, or `catalog-unavailable` with its reason.
 * Any other error comes back as it is.
 */
export function folderError(error: unknown, folder: string): unknown {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return error;
  return (
    diskFull(error, folder) ??
    new DlakeError('catalog-unavailable', { state: 'unreachable', reason: error.message, folder })
  );
}
