import { safe } from '../../format/safe-text.ts';
import { formatVerifyReport } from '../../format/verify-report.ts';
import { verifySummary } from '../../format/verify-text.ts';
import type { CommitWithId } from '../../lake/read-commit.ts';
import { verify } from '../../lake/verify.ts';
import type { ActHost, ActOptions, ActOutcome } from './act-host.ts';

/** Re-hashes the bytes of a version. */
export async function verifyAct(
  { lake }: ActHost,
  version: CommitWithId,
  { signal, onProgress }: ActOptions,
): Promise<ActOutcome> {
  const { layer, dataset, metadata, files, bytes } = version.commit;
  const subject = safe`${layer}/${dataset}@${metadata.version}`;
  const report = await verify(lake, {
    versions: [version],
    signal,
    onProgress: (done) =>
      onProgress({ what: 'Verifying', subject, ...done, ofObjects: files, ofBytes: bytes }),
  });
  if (report.ok) return { tone: 'good', text: `${subject}: ${verifySummary(report)}` };
  const text = formatVerifyReport(report, 'text');
  return { tone: 'bad', text: `${subject}\n${typeof text === 'string' ? text : text.join('\n')}` };
}
