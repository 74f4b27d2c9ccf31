import { editDistance } from './edit-distance.ts';

/** The known words that a mistyped one may have meant: at most three, the nearest first. */
export function nearest(typed: string, known: readonly string[]): readonly string[] {
  // One letter in three may be wrong; and a word that was cut short is meant by its beginning.
  const limit = Math.max(1, Math.floor(typed.replace(/^-+/, '').length / 3));
  return known
    .map((word) => ({ word, distance: editDistance(typed, word) }))
    .filter(({ word, distance }) => distance <= limit || (typed.length >= 2 && word.startsWith(typed)))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ word }) => word);
}
