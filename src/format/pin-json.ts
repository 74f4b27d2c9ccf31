import { cidText } from '../records/ids.ts';
import type { Pin } from '../records/lock.ts';

/** What programs are told of a pin. */
export function pinJson({ ref, version, commit, manifest, remote, store, path }: Pin) {
  const ids = { commit: cidText(commit), manifest: cidText(manifest) };
  return { ref, version, ...ids, remote, store: store ?? null, path };
}
