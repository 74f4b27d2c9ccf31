import { isDlakeError } from '../errors.ts';
import { remoteNamed } from './remotes-file.ts';

/** The name of the remote that is meant when none is named; undefined where there is none. Throws `settings-invalid`. */
export function usualRemote(root: string): string | undefined {
  try {
    return remoteNamed(root, undefined).name;
  } catch (error) {
    if (isDlakeError(error, 'remote-unknown')) return undefined;
    throw error;
  }
}
