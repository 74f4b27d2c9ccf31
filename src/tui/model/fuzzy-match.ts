/**
 * Tells how well a text in lower case fits what was typed: undefined where it does not, else greater for better. Each
 * word must be in it, as it is or as letters in this order.
 */
export function fuzzyScorer(typed: string): (text: string) => number | undefined {
  const words = typed
    .toLowerCase()
    .split(' ')
    .filter((word) => word !== '');
  return (text) => {
    let score = 0;
    for (const word of words) {
      const one = wordScore(text, word);
      if (one === undefined) return undefined;
      score += one;
    }
    return score;
  };
}

function wordScore(text: string, word: string): number | undefined {
  const at = text.indexOf(word);
  if (at < 0) {
    const spread = lettersSpread(text, word);
    return spread === undefined ? undefined : Math.max(0, 400 - spread);
  }
  // At the beginning of a part of a name it is more likely meant.
  const begins = at === 0 || '/._-'.includes(text[at - 1] ?? ' ');
  return 1000 + (begins ? 500 : 0) - Math.min(at, 400);
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
