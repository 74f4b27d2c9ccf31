import { commitId, manifestId } from '../../src/records/ids.ts';
import type { Pin } from '../../src/records/lock.ts';
import { sha256Hex } from '../../src/records/sha256.ts';

/** A pin of a ref, whose ids are made from its ref and version. */
export function somePin(ref: string, version = 'v1', more: Partial<Pin> = {}): Pin {
  return {
    ref,
    version,
    commit: commitId(sha256Hex(`commit ${ref} ${version}`)),
    manifest: manifestId(sha256Hex(`manifest ${ref} ${version}`)),
    remote: 'postgres://lake.lab/lake',
    path: ref,
    ...more,
  };
}
