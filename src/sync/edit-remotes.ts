import { DlakeError } from '../errors.ts';
import { nameProblem } from '../records/names.ts';
import { addressOf, type Remote } from './remote.ts';
import { readRemotes, remoteNamed, writeRemotes } from './remotes-file.ts';
import { forgetSeen } from './seen-cursor.ts';

/** Gives another lake a name. Throws `remote-exists`, and `usage-invalid` for what can't be a name. */
export function addRemote(root: string, remote: Remote): void {
  const { name } = remote;
  const problem = nameProblem(name);
  if (problem !== undefined)
    throw new DlakeError('usage-invalid', { reason: `The name of a remote ${problem}: ${name}` });
  const remotes = readRemotes(root);
  const standing = remotes.find((other) => other.name === name);
  if (standing !== undefined)
    throw new DlakeError('remote-exists', { remote: name, address: addressOf(standing) });
  writeRemotes(root, [...remotes, remote]);
}

/** Gives a remote another address. Throws `remote-unknown`. */
export function moveRemote(root: string, remote: Remote): void {
  remoteNamed(root, remote.name);
  forgetSeen(root, remote.name);
  writeRemotes(
    root,
    readRemotes(root).map((other) => (other.name === remote.name ? remote : other)),
  );
}

/** Forgets a remote. Throws `remote-unknown`. */
export function removeRemote(root: string, name: string): Remote {
  const remote = remoteNamed(root, name);
  forgetSeen(root, name);
  writeRemotes(
    root,
    readRemotes(root).filter((other) => other.name !== name),
  );
  return remote;
}
