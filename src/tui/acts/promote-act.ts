import { formatBytes } from '../../format/bytes.ts';
import { count } from '../../format/count.ts';
import { safe } from '../../format/safe-text.ts';
import { promote } from '../../lake/promote.ts';
import type { CommitWithId } from '../../lake/read-commit.ts';
import { refText } from '../../records/ref.ts';
import { noteStandings } from '../../sync/note-standings.ts';
import type { ActHost, ActOptions, ActOutcome } from './act-host.ts';

/** Promotes a version to the next layer. Throws `rule-refused` and `source-damaged`; nothing is promoted then. */
export async function promoteAct(
  { lake, author }: ActHost,
  { version, reason }: { readonly version: CommitWithId; readonly reason: string },
  { signal, onProgress }: ActOptions,
): Promise<ActOutcome> {
  const { layer, dataset, bytes, metadata } = version.commit;
  const subject = safe`${layer}/${dataset}@${metadata.version}`;
  const done = await promote(lake, version, {
    author: await author(),
    message: reason,
    signal,
    onCopied: (copied) => onProgress({ what: 'Copying', subject, ...copied, ofBytes: bytes }),
  });
  await noteStandings(lake, [refText(done.ref)]);
  const copied = `${count(done.objectsCopied, 'object')}, ${formatBytes(done.bytesCopied)} copied`;
  return { tone: 'good', text: `${subject} is promoted to ${refText(done.ref)}: ${copied}` };
}
