import { parseRevision } from '../records/parse-revision.ts';
import type { Address } from '../sync/read-address.ts';
import { addressOf, plainName, type Remote } from '../sync/remote.ts';
import { readRemotes, remoteNamed } from '../sync/remotes-file.ts';
import { usualRemote } from '../sync/usual-remote.ts';
import type { Output } from './output.ts';
import { typedAddress } from './typed-address.ts';

/** Where a version that is to be pinned is served. */
export interface PinServer {
  readonly remote: Remote;
  /** The address with the secrets that are not kept. */
  readonly typed?: Address;
  /** What people call it. */
  readonly name: string;
}

/** The server that the flags name: a remote of the lake here, or any address; undefined when they name none. */
export function namedServer(
  output: Output,
  root: string | undefined,
  named: string | undefined,
  store: string | undefined,
): PinServer | undefined {
  if (named === undefined) return undefined;
  const known = root === undefined ? undefined : readRemotes(root).find(({ name }) => name === named);
  if (known !== undefined) return { remote: known, name: known.name };
  const { kept, typed } = typedAddress(output, [named, store]);
  const remote: Remote = { name: plainName({ name: '', ...kept }), ...kept };
  return { remote, typed, name: addressOf(remote) };
}

/**
 * The server of a version that the lake here names: the remote in its revision, the only remote, or origin; a lake
 * that has no remote serves itself. Throws `remote-unknown`.
 */
export function serverOfRevision(root: string, revision: string): PinServer {
  const { start } = parseRevision(revision);
  const name = start.kind === 'remote' ? start.remote : usualRemote(root);
  if (name === undefined && readRemotes(root).length === 0)
    return { remote: { name: plainName({ name: '', folder: root }), folder: root }, name: root };
  const remote = remoteNamed(root, name);
  return { remote, name: remote.name };
}
