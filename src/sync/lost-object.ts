import { DlakeError } from '../errors.ts';
import type { NamedObject } from '../lake/named-objects.ts';

/** That what a version names is not at its sender. */
export function lostObject({ id, ref, version, path }: NamedObject): DlakeError {
  return new DlakeError('object-missing', { id, ref: `${ref}@${version}`, ...(path === '' ? {} : { path }) });
}
