import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isLayer } from '../../records/layers.ts';
import { type Hint, readFeed } from './feed.ts';
import type { Layout } from './layout.ts';
import { namesIn } from './workspace.ts';

/** How far each host's feed was read, and the hints whose entries were not there yet. */
export interface FeedCursor {
  readonly feeds: Readonly<Record<string, { readonly first: string; readonly offset: number }>>;
  readonly pending: readonly Hint[];
}

/** More hints without an entry than this are not carried along: everything is listed again. */
const PENDING_LIMIT = 1000;

/** The cursor of whoever is about to list everything. */
export function startCursor(layout: Layout): FeedCursor {
  const parts = namesIn(layout.feed).flatMap((host) => {
    const part = readFeed(join(layout.feed, host), 'tail');
    return part === undefined ? [] : [[host, part] as const];
  });
  return {
    feeds: Object.fromEntries(parts.map(([host, part]) => [host, { first: part.first, offset: part.end }])),
    pending: pendingOf(
      layout,
      parts.flatMap(([, part]) => part.hints),
    ),
  };
}

/** What the feeds tell beyond a cursor; undefined when they are not those that the cursor is of. */
export function changesSince(
  layout: Layout,
  cursor: FeedCursor,
):
  | { readonly subjects: readonly Pick<Hint, 'layer' | 'subject'>[]; readonly cursor: FeedCursor }
  | undefined {
  const hosts = new Set(namesIn(layout.feed));
  if (!Object.keys(cursor.feeds).every((host) => hosts.has(host))) return undefined;
  const read = readOn(layout, cursor);
  if (read === undefined || read.pending.length > PENDING_LIMIT) return undefined;
  const named = new Map(read.hints.map(({ layer, subject }) => [`${layer}/${subject}`, { layer, subject }]));
  return { subjects: [...named.values()], cursor: { feeds: read.feeds, pending: read.pending } };
}

/** The text of a cursor. */
export const writeCursor = (cursor: FeedCursor): string =>
  JSON.stringify({ v: 1, feeds: cursor.feeds, pending: cursor.pending });

/** The cursor that this text is, or undefined when it is none. */
export function readCursor(text: string): FeedCursor | undefined {
  try {
    const { v, feeds, pending } = JSON.parse(text);
    const known = v === 1 && typeof feeds === 'object' && feeds !== null && Array.isArray(pending);
    return known && Object.values(feeds).every(isPosition) && pending.every(isHint)
      ? { feeds, pending }
      : undefined;
  } catch {
    return undefined;
  }
}

function readOn(
  layout: Layout,
  cursor: FeedCursor,
): (FeedCursor & { readonly hints: readonly Hint[] }) | undefined {
  const feeds: Record<string, { first: string; offset: number }> = {};
  const hints: Hint[] = [...cursor.pending];
  for (const host of namesIn(layout.feed)) {
    const known = cursor.feeds[host];
    const part = readFeed(join(layout.feed, host), known?.offset ?? 0, known?.first);
    if (part === undefined) return undefined;
    feeds[host] = { first: part.first, offset: part.end };
    // Not spread into one call: a busy feed has more hints than a call takes arguments.
    for (const hint of part.hints) hints.push(hint);
  }
  return { feeds, hints, pending: pendingOf(layout, hints) };
}

function pendingOf(layout: Layout, hints: readonly Hint[]): readonly Hint[] {
  return hints.filter(({ layer, subject, seq }) => !existsSync(layout.entry(layer, subject, seq)));
}

function isPosition(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return (
    'first' in value &&
    typeof value.first === 'string' &&
    'offset' in value &&
    typeof value.offset === 'number'
  );
}

function isHint(value: unknown): boolean {
  if (
    typeof value !== 'object' ||
    value === null ||
    !('layer' in value && 'subject' in value && 'seq' in value)
  )
    return false;
  const { layer, subject, seq } = value;
  return (
    typeof layer === 'string' && isLayer(layer) && typeof subject === 'string' && typeof seq === 'number'
  );
}
