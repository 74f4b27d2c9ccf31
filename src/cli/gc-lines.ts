import { formatBytes } from '../format/bytes.ts';
import { count } from '../format/count.ts';
import { safe, safeText } from '../format/safe-text.ts';
import type { CollectedGarbage } from '../lake/gc/collect-garbage.ts';
import type { LastCopy } from '../lake/gc/last-copies.ts';
import type { Swept, SweptLayer } from '../lake/gc/sweep.ts';
import { cidText } from '../records/ids.ts';

/** How gc was asked to work. */
export interface GcWords {
  readonly dryRun: boolean;
  readonly forceLastCopy: boolean;
}

/** A file that is nowhere else in its lake, for people. */
export const lastCopyLine = ({ version, path, id, bytes }: LastCopy): string =>
  `last copy: ${safeText(version)}:${safeText(path)}  ${cidText(id)}  ${formatBytes(bytes)}`;

/** What was freed, or would be, for people, who were told of the last copies. */
export function gcLines(done: CollectedGarbage, { dryRun, forceLastCopy }: GcWords): string[] {
  const { layers, lastCopies, problems, freed } = done;
  const lines = layers.flatMap((layer) => layerLines(layer, dryRun));
  const isAnything = layers.some(({ ended, unnamed }) => ended.objects + unnamed.objects > 0);
  return [
    ...problems.map(({ layer, what, reason }) => safe`${layer}: nothing is freed, ${what}: ${reason}`),
    ...(lines.length > 0 ? lines : problems.length > 0 ? [] : ['Nothing to free.']),
    ...(lastCopies > 0 && !forceLastCopy
      ? [`${count(lastCopies, 'last copy', 'last copies')} will stay; --force-last-copy frees them, too.`]
      : []),
    ...(freed.bytes > 0 ? [`${formatBytes(freed.bytes)} of disk were freed.`] : []),
    ...(freed.waiting > 0 ? [waitingLine(freed)] : []),
    ...(dryRun && isAnything ? ['This was a dry run: `dlake gc --force` frees it.'] : []),
  ];
}

function waitingLine({ waiting, pendingUntil }: CollectedGarbage['freed']): string {
  const when =
    pendingUntil === undefined
      ? 'by the next gc, once nobody can rely on them who works now'
      : `by a gc after ${pendingUntil}, when their lock has ended`;
  return `${formatBytes(waiting)} will be freed ${when}.`;
}

function layerLines({ layer, ended, unnamed, packed, locked }: SweptLayer, dryRun: boolean): string[] {
  const done = dryRun ? 'would be freed' : 'taken out';
  const line = (what: Swept, words: string) =>
    what.objects === 0
      ? []
      : [`${layer}: ${count(what.objects, 'file')}, ${formatBytes(what.bytes)} ${words}`];
  return [
    ...line(ended, `of refs that have ended: ${done}`),
    ...line(unnamed, `that no version names: ${done}`),
    ...line(packed, 'stay, in packs that are needed for the most part'),
    ...line(locked, `stay, locked until ${locked.until}`),
  ];
}

/** What was freed, or would be, for programs. */
export function gcJson(
  { layers, problems, freed }: CollectedGarbage,
  lastCopies: readonly LastCopy[],
  dryRun: boolean,
) {
  return {
    dryRun,
    layers,
    lastCopies: lastCopies.map(({ version, path, id, bytes }) => ({
      version,
      path,
      blob: cidText(id),
      bytes,
    })),
    problems,
    freed: freed.bytes,
    waiting: freed.waiting,
    ...(freed.pendingUntil !== undefined && { pendingUntil: freed.pendingUntil }),
  };
}
