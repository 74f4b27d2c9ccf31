import { pinJson } from '../format/pin-json.ts';
import { safe } from '../format/safe-text.ts';
import { shortId } from '../format/short-id.ts';
import type { PinNews } from '../pins/pin-news.ts';
import { cidText } from '../records/ids.ts';
import type { Lock, Pin } from '../records/lock.ts';

/** A pin on one line; with the lock as it was before, also which version was pinned there. */
export function pinLine({ ref, version, commit, path, remote }: Pin, before?: Lock): string {
  const old = before?.pins.find((pin) => pin.ref === ref);
  const was = old === undefined || old.commit === commit ? '' : safe` (was ${old.version})`;
  const place = path === ref ? '' : safe`  in ${path}`;
  return `${safe`${ref}@${version}`}  ${shortId(commit)}${was}${place}  ${safe`from ${remote}`}`;
}

/** How a pin stands to what is served, on one line; `taken`: the newest version was pinned. */
export function newsLine(news: PinNews, taken: boolean): string {
  const { ref, version } = news.pin;
  const pinned = safe`${ref}@${version}`;
  if (!('newest' in news)) return `${pinned} ${WITHOUT_NEWEST[news.state]}`;
  const newest = safe`${ref}@${news.newest.commit.metadata.version}`;
  if (taken) return `${pinned} -> ${newest}`;
  return news.state === 'newer'
    ? `${pinned} is pinned, the newest is ${newest}`
    : `${pinned} is pinned, and its ref was led away from it, to ${newest}`;
}

const WITHOUT_NEWEST = {
  current: 'is the newest',
  ended: 'is pinned, and its ref has ended since',
  unknown: 'is pinned, and there is no such ref any more',
} as const;

/** The same for programs. */
export function newsJson(news: PinNews) {
  const newest =
    'newest' in news
      ? { version: news.newest.commit.metadata.version, commit: cidText(news.newest.id) }
      : null;
  return { ...pinJson(news.pin), state: news.state, newest };
}
