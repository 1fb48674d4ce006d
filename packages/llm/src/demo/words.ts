/** Words of a text in lower case, without those that say nothing about its subject. */
export function contentWords(text: string): string[] {
  return wordsOf(text).filter((word) => !isStopWord(word));
}

/** All words of a text in lower case. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** A rough stem, so that singular and plural fall together. */
export function stem(word: string): string {
  const lower = word.toLowerCase();
  if (lower.length < 5) return lower.replace(/(?<=..)s$/, '');
  return lower.replace(/(?:ations?|ings?|ment|ed|ies|es|s|y|ic|al)$/, '').slice(0, 7);
}

/** Whether a word belongs to grammar or to instructions. */
export function isStopWord(word: string): boolean {
  return STOP_WORDS.has(word.toLowerCase().replace(/['’].*$/, '')) || word.length < 2;
}

const STOP_WORDS = new Set(
  `a about above after again all along also am an and any are as at be because become becomes becoming been before being below
  between both but by can could did do does doing down during each either else every few for from
  further had has have having he her here hers him his how i if in into is it its itself just may
  me might more most must my nor not now of off on once one only or other our out over own per
  same she should since so some such than that the their them then there these they this those
  through to too two under until up us use used using very was we were what when where which while
  who whom why will with within without would you your yours
  answer answers based classify content create describe description extract field fields five
  following follows format four generate generated give include instruction instructions json
  label line list make object output please prompt provide question questions read reply respond
  response return returns sample schema summarise summarize summary system task text three title
  user value values word words write`.split(/\s+/),
);
