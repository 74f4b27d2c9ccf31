import { formatNumber } from '../../format/count.ts';
import { safe } from '../../format/safe-text.ts';
import { parseRef } from '../../records/parse-ref.ts';
import { fetch } from '../../sync/fetch.ts';
import { noteStandings } from '../../sync/note-standings.ts';
import { pull } from '../../sync/pull.ts';
import { FolderOfRef } from '../../worktree/folder-of-ref.ts';
import type { ActHost, ActOptions, ActOutcome } from './act-host.ts';
import { rejectedLines } from './rejected-lines.ts';

/** Conflicts that are named. */
const NAMED = 20;

/** Brings a ref up to what the usual remote has; files that both sides changed are named, and then nothing moves. */
export async function pullAct(
  { lake, author, openRemote }: ActHost,
  text: string,
  { signal, onProgress }: ActOptions,
): Promise<ActOutcome> {
  const ref = parseRef(text);
  const other = await openRemote({});
  const actor = await author();
  const fetched = await fetch(lake, other, [ref], { actor, dryRun: false, signal });
  const pulled = await pull(lake, other, fetched, {
    actor,
    signal,
    named: [ref],
    settle: () => undefined,
    folderOf: (one) => new FolderOfRef(lake, one, { signal }),
    onProgress: ({ ref: subject, objects, bytes, ofObjects, ofBytes }) =>
      onProgress({ what: 'Receiving', subject, objects, bytes, ofObjects, ofBytes }),
  });
  await noteStandings(lake, [text], other.name);
  const [one] = pulled.refs;
  if (one !== undefined && one.conflicts.length > 0) {
    const more = one.conflicts.length - NAMED;
    return {
      tone: 'bad',
      text: [
        'Conflict: nothing moved, for both sides changed these files:',
        ...one.conflicts.slice(0, NAMED).map(({ path }) => safe`  ${path}`),
        ...(more > 0 ? [`  and ${formatNumber(more)} more`] : []),
        'Say whose is right:',
        safe`  dlake pull ${other.name} ${text} --ours GLOB --theirs GLOB`,
      ].join('\n'),
    };
  }
  const rejected = rejectedLines(pulled.refs);
  if (rejected.length > 0) return { tone: 'bad', text: rejected.join('\n') };
  if (one?.result === 'up-to-date') return { tone: 'good', text: `${text} is up to date` };
  return { tone: 'good', text: safe`${text} is as ${other.name} has it (${one?.result ?? 'nothing came'})` };
}
