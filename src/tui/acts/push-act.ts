import { formatBytes } from '../../format/bytes.ts';
import { count } from '../../format/count.ts';
import { safe } from '../../format/safe-text.ts';
import { parseRef } from '../../records/parse-ref.ts';
import { noteStandings } from '../../sync/note-standings.ts';
import { push } from '../../sync/push.ts';
import type { ActHost, ActOptions, ActOutcome } from './act-host.ts';
import { rejectedLines } from './rejected-lines.ts';

/** Sends a ref to the usual remote; one that somebody moved on there is rejected, never overwritten. */
export async function pushAct(
  { lake, author, openRemote }: ActHost,
  ref: string,
  { signal, onProgress }: ActOptions,
): Promise<ActOutcome> {
  const actor = await author();
  const other = await openRemote({ maker: actor });
  const pushed = await push(lake, other, [parseRef(ref)], {
    actor,
    signal,
    onProgress: ({ ref: subject, objects, bytes, ofObjects, ofBytes }) =>
      onProgress({ what: 'Sending', subject, objects, bytes, ofObjects, ofBytes }),
  });
  await other.logRefusals?.();
  await noteStandings(lake, [ref], other.name);
  const rejected = rejectedLines(pushed.refs);
  if (rejected.length > 0)
    return {
      tone: 'bad',
      text: [
        ...rejected,
        `Pull it first (p), then push again: nothing of ${other.name} is overwritten.`,
      ].join('\n'),
    };
  const [one] = pushed.refs;
  if (one?.result === 'up-to-date') return { tone: 'good', text: safe`${other.name} has ${ref} already` };
  const sent = `${count(pushed.objectsSent, 'object')}, ${formatBytes(pushed.bytesSent)} sent`;
  return { tone: 'good', text: safe`${ref} is at ${other.name}: ${sent}` };
}
