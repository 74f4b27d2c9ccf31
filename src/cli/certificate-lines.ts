import { count } from '../format/count.ts';
import { safe } from '../format/safe-text.ts';
import type { Certificate } from '../lake/withdraw/certificate.ts';
import { cidText, hexOf } from '../records/ids.ts';
import { impactJson, impactLine } from './impact-lines.ts';
import type { Output } from './output.ts';
import { erasedJson, erasedLines, withdrawalJson, withdrawalLine } from './withdrawal-lines.ts';

/** A certificate as programs get it. */
export const certificateJson = ({ lake, withdrawals, used, datasets, impact, erased }: Certificate) => ({
  lake,
  withdrawals: withdrawals.map(withdrawalJson),
  files: used.flatMap(({ blob, uses }) =>
    uses.map(({ ref, version, path, commit }) => ({
      blob: cidText(blob),
      sha256: hexOf(blob),
      ref,
      version,
      commit: cidText(commit),
      path,
    })),
  ),
  datasets,
  copies: erased === undefined ? null : erasedJson(erased),
  impact: impact.map(impactJson),
});

/** A certificate for people. */
export function certificateLines(output: Output, said: Certificate): readonly string[] {
  const { lake, withdrawals, used, datasets, impact, erased } = said;
  const isPending = withdrawals.some(({ approval }) => approval === undefined);
  return [
    output.paint('bold', isPending ? 'Request for a withdrawal' : 'Certificate of a withdrawal'),
    `Lake:      ${lake}`,
    ...withdrawals.map((one) => `Bytes:     ${withdrawalLine(one)}`),
    ...used.flatMap(({ uses }) =>
      uses.map(({ ref, version, path }) => safe`Was in:    ${ref}@${version}:${path}`),
    ),
    safe`Datasets:  ${datasets.join(', ')}`,
    ...(erased === undefined ? [] : erasedLines(erased)),
    ...(impact.length === 0 ? [] : [`${count(impact.length, 'version')} had it, or came of what had it:`]),
    ...impact.map((one) => impactLine(output, one)),
  ];
}
