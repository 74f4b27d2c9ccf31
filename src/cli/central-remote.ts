import { DlakeError } from '../errors.ts';
import { isCentral } from '../sync/remote.ts';
import { remoteNamed } from '../sync/remotes-file.ts';

/** The servers of a remote, for what is done to servers. Throws `remote-unknown`, and `usage-invalid` for a folder. */
export function centralRemote(
  root: string,
  name: string,
): { readonly catalog: string; readonly store: string } {
  const remote = remoteNamed(root, name);
  if (!isCentral(remote))
    throw new DlakeError('usage-invalid', {
      reason: `${name} is a lake in a folder, which needs none of this`,
    });
  if (remote.store === undefined)
    throw new DlakeError('usage-invalid', {
      reason: `Say where the store of ${name} is: dlake remote set-url ${name} ${remote.catalog} 's3://lab-{layer}?endpoint=...'`,
    });
  return { catalog: remote.catalog, store: remote.store };
}
