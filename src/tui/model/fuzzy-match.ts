/**
 * How well a text in lower case fits what was typed: undefined where it does not, else greater for better. Each word
 * must be in it, as it is or as letters in this order.
 */
export function fuzzyScore(text: string, typed: string): number | undefined {
  let score = 0;
  for (const word of typed.toLowerCase().split(' ')) {
    if (word === '') continue;
    const at = text.indexOf(word);
    if (at >= 0) {
      // At the beginning of a part of a name it is more likely meant.
      score += 1000 + (at === 0 || /[/._-]/.test(text[at - 1] ?? '') ? 500 : 0) - Math.min(at, 400);
      continue;
    }
    const spread = lettersSpread(text, word);
    if (spread === undefined) return undefined;
    score += Math.max(0, 400 - spread);
  }
  return score;
}

/** How far apart the letters of a word are in a text that has them in this order; undefined where it has not. */
function lettersSpread(text: string, word: string): number | undefined {
  let [from, first] = [0, -1];
  for (const letter of word) {
    const at = text.indexOf(letter, from);
    if (at < 0) return undefined;
    if (first < 0) first = at;
    from = at + 1;
  }
  return from - first - word.length;
}
