import { DlakeError } from '../errors.ts';

/** Whether what is to be committed is objects in S3. */
export const isSource = (path: string): boolean => /^s3:\/\//i.test(path);

const ONLY_FILES = ['checksums', 'update', 'follow-symlinks', 'link-mode', 'allow-empty', 'force'] as const;

/** Throws `usage-invalid` for flags of `commit` that mean something for files only, or for objects only. */
export function checkSourceFlags(path: string, flags: Readonly<Record<string, unknown>>): void {
  const refuse = (reason: string) => {
    throw new DlakeError('usage-invalid', { reason, see: 'dlake commit --help' });
  };
  if (!isSource(path)) {
    if (flags['dry-run'] === true)
      refuse(
        '--dry-run is for objects in S3; what a commit of a folder would record is what `dlake diff` shows',
      );
    return;
  }
  if (flags.as === undefined) refuse('Say which dataset these objects are: --as LAYER/SOURCE/EXTERNAL_ID');
  const unfit = ONLY_FILES.find((name) => flags[name] !== undefined && flags[name] !== false);
  if (unfit !== undefined) refuse(`--${unfit} is for files, not for objects in S3`);
}
