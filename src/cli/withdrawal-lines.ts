import { formatBytes } from '../format/bytes.ts';
import { count } from '../format/count.ts';
import { safe } from '../format/safe-text.ts';
import { shortId } from '../format/short-id.ts';
import { formatTime } from '../format/time.ts';
import type { Erased } from '../lake/withdraw/erase-withdrawn.ts';
import type { Saying, Withdrawal } from '../lake/withdraw/withdrawal.ts';
import { cidText } from '../records/ids.ts';

/** A withdrawal as programs get it. */
export const withdrawalJson = ({ blob, ground, request, approval, ...asked }: Withdrawal) => ({
  blob: cidText(blob),
  ground,
  request: cidText(request),
  state: approval === undefined ? 'pending' : 'withdrawn',
  by: asked.by,
  at: asked.at,
  reason: asked.reason ?? null,
  approval:
    approval === undefined ? null : { by: approval.by, at: approval.at, reason: approval.reason ?? null },
});

/** A withdrawal on a line: what, on which ground, who asked and who approved, when and why. */
export function withdrawalLine(one: Withdrawal): string {
  const { blob, ground, approval } = one;
  const approved =
    approval === undefined ? 'pending: another than that approves it' : `approved by ${said(approval)}`;
  return safe`${shortId(blob)}  ${ground}, asked for by ${said(one)}; ${approved}`;
}

const said = ({ by, at, reason }: Saying): string =>
  `${by}, ${formatTime(at)}${reason === undefined ? '' : ` (${reason})`}`;

/** What became of the copies, as programs get it. */
export const erasedJson = ({ layers, pendingUntil, held, takesAdmin }: Erased) => ({
  erased: layers,
  pendingUntil: pendingUntil ?? null,
  held: held.map(cidText),
  takesAdmin: takesAdmin === true,
});

/** What became of the copies, for people. */
export function erasedLines({ layers, pendingUntil, held, takesAdmin }: Erased): readonly string[] {
  return [
    ...layers.map(
      ({ layer, objects, bytes }) => `Erased in ${layer}: ${count(objects, 'object')}, ${formatBytes(bytes)}`,
    ),
    ...(pendingUntil === undefined
      ? []
      : [`Pending until ${formatTime(pendingUntil)}: a lock keeps copies at the server, which nobody reads`]),
    ...held.map((blob) => `A hold keeps the copy of ${shortId(blob)} here, which nobody reads`),
    ...(takesAdmin === true
      ? ['The copies are read by nobody from now on; an admin erases them: dlake withdraw --erase']
      : []),
  ];
}
