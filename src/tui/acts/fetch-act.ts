import { count } from '../../format/count.ts';
import { fetchNews } from '../../sync/fetch-news.ts';
import { noteStandings } from '../../sync/note-standings.ts';
import type { ActHost, ActOptions, ActOutcome } from './act-host.ts';
import { rejectedLines } from './rejected-lines.ts';

/** Brings the versions that a remote has, not their files. */
export async function fetchAct(
  { lake, author, openRemote }: ActHost,
  { signal, onProgress }: ActOptions,
): Promise<ActOutcome> {
  const other = await openRemote({});
  const actor = await author().catch(() => 'dlake fetch');
  const fetched = await fetchNews(lake, other, {
    actor,
    dryRun: false,
    signal,
    onProgress: (done) => onProgress({ what: 'Receiving', ...done }),
  });
  await noteStandings(
    lake,
    fetched.refs.map(({ ref }) => ref),
    other.name,
  );
  const rejected = rejectedLines(fetched.refs);
  if (rejected.length > 0) return { tone: 'bad', text: rejected.join('\n') };
  const news = fetched.refs.filter(({ result }) => result !== 'up-to-date').length;
  return {
    tone: 'good',
    text: news === 0 ? `${other.name} has nothing new` : `${count(news, 'dataset')} moved at ${other.name}`,
  };
}
