/**
 * The stem of an English word in lower case: the Porter stemmer (M. F. Porter, “An algorithm for
 * suffix stripping”, 1980) with the extensions that NLTK adds by default.
 */
export function porterStem(word: string): string {
  const known = IRREGULAR.get(word);
  if (known !== undefined) return known;
  if (word.length <= 2) return word;
  return STEPS.reduce((stem, step) => step(stem), word);
}

const IRREGULAR = new Map([
  ['sky', 'sky'],
  ['skies', 'sky'],
  ['dying', 'die'],
  ['lying', 'lie'],
  ['tying', 'tie'],
  ['news', 'news'],
  ['innings', 'inning'],
  ['inning', 'inning'],
  ['outings', 'outing'],
  ['outing', 'outing'],
  ['cannings', 'canning'],
  ['canning', 'canning'],
  ['howe', 'howe'],
  ['proceed', 'proceed'],
  ['exceed', 'exceed'],
  ['succeed', 'succeed'],
]);

type Condition = (stem: string, word: string) => boolean;
type Rule = readonly [suffix: string, replacement: string, condition?: Condition];

const hasMeasure: Condition = (stem) => measure(stem) > 0;
const hasLongMeasure: Condition = (stem) => measure(stem) > 1;

const PLURALS: readonly Rule[] = [
  ['sses', 'ss'],
  ['ies', 'i'],
  ['ss', 'ss'],
  ['s', ''],
];

const DOUBLE_SUFFIXES: readonly Rule[] = [
  ['ational', 'ate', hasMeasure],
  ['tional', 'tion', hasMeasure],
  ['enci', 'ence', hasMeasure],
  ['anci', 'ance', hasMeasure],
  ['izer', 'ize', hasMeasure],
  ['bli', 'ble', hasMeasure],
  ['alli', 'al', hasMeasure],
  ['entli', 'ent', hasMeasure],
  ['eli', 'e', hasMeasure],
  ['ousli', 'ous', hasMeasure],
  ['ization', 'ize', hasMeasure],
  ['ation', 'ate', hasMeasure],
  ['ator', 'ate', hasMeasure],
  ['alism', 'al', hasMeasure],
  ['iveness', 'ive', hasMeasure],
  ['fulness', 'ful', hasMeasure],
  ['ousness', 'ous', hasMeasure],
  ['aliti', 'al', hasMeasure],
  ['iviti', 'ive', hasMeasure],
  ['biliti', 'ble', hasMeasure],
  ['fulli', 'ful', hasMeasure],
  ['logi', 'log', (_, word) => measure(word.slice(0, -3)) > 0],
];

const ADJECTIVES: readonly Rule[] = [
  ['icate', 'ic', hasMeasure],
  ['ative', '', hasMeasure],
  ['alize', 'al', hasMeasure],
  ['iciti', 'ic', hasMeasure],
  ['ical', 'ic', hasMeasure],
  ['ful', '', hasMeasure],
  ['ness', '', hasMeasure],
];

const ENDINGS: readonly Rule[] = [
  ['al', '', hasLongMeasure],
  ['ance', '', hasLongMeasure],
  ['ence', '', hasLongMeasure],
  ['er', '', hasLongMeasure],
  ['ic', '', hasLongMeasure],
  ['able', '', hasLongMeasure],
  ['ible', '', hasLongMeasure],
  ['ant', '', hasLongMeasure],
  ['ement', '', hasLongMeasure],
  ['ment', '', hasLongMeasure],
  ['ent', '', hasLongMeasure],
  ['ion', '', (stem) => measure(stem) > 1 && /[st]$/.test(stem)],
  ['ou', '', hasLongMeasure],
  ['ism', '', hasLongMeasure],
  ['ate', '', hasLongMeasure],
  ['iti', '', hasLongMeasure],
  ['ous', '', hasLongMeasure],
  ['ive', '', hasLongMeasure],
  ['ize', '', hasLongMeasure],
];

const STEPS: readonly ((word: string) => string)[] = [
  (word) => (/^.ies$/.test(word) ? word.slice(0, -1) : applyFirst(PLURALS, word)),
  removePastOrPresent,
  (word) =>
    applyFirst([['y', 'i', (stem) => stem.length > 1 && isConsonant(stem, stem.length - 1)]], word),
  removeDoubleSuffix,
  (word) => applyFirst(ADJECTIVES, word),
  (word) => applyFirst(ENDINGS, word),
  removeFinalE,
  (word) => applyFirst([['ll', 'l', () => measure(word.slice(0, -1)) > 1]], word),
];

/** Only the first rule whose suffix fits counts, whether its condition holds or not. */
function applyFirst(rules: readonly Rule[], word: string): string {
  const rule = rules.find(([suffix]) => word.endsWith(suffix));
  if (rule === undefined) return word;
  const [suffix, replacement, condition] = rule;
  const stem = word.slice(0, word.length - suffix.length);
  return condition === undefined || condition(stem, word) ? stem + replacement : word;
}

function removePastOrPresent(word: string): string {
  if (word.endsWith('ied')) return word.slice(0, word.length === 4 ? -1 : -2);
  if (word.endsWith('eed')) return hasMeasure(word.slice(0, -3), word) ? word.slice(0, -1) : word;
  for (const suffix of ['ed', 'ing']) {
    const stem = word.slice(0, -suffix.length);
    if (word.endsWith(suffix) && hasVowel(stem)) return restoreEnd(stem);
  }
  return word;
}

function restoreEnd(stem: string): string {
  if (/(?:at|bl|iz)$/.test(stem)) return `${stem}e`;
  if (endsWithDouble(stem)) return /[lsz]$/.test(stem) ? stem : stem.slice(0, -1);
  return measure(stem) === 1 && endsWithShortSyllable(stem) ? `${stem}e` : stem;
}

function removeDoubleSuffix(word: string): string {
  if (word.endsWith('alli') && measure(word.slice(0, -4)) > 0) {
    return removeDoubleSuffix(word.slice(0, -2));
  }
  return applyFirst(DOUBLE_SUFFIXES, word);
}

function removeFinalE(word: string): string {
  if (!word.endsWith('e')) return word;
  const stem = word.slice(0, -1);
  const size = measure(stem);
  return size > 1 || (size === 1 && !endsWithShortSyllable(stem)) ? stem : word;
}

/** Whether the letter is a consonant; y is one at the start and after a vowel. */
function isConsonant(word: string, index: number): boolean {
  return classify(word)[index] === 'c';
}

/** `c` for each consonant, `v` for each vowel. */
function classify(word: string): string {
  let classes = '';
  for (const letter of word) {
    const isVowel = 'aeiou'.includes(letter) || (letter === 'y' && classes.endsWith('c'));
    classes += isVowel ? 'v' : 'c';
  }
  return classes;
}

/** How often consonants follow vowels: m in [C](VC)^m[V]. */
function measure(word: string): number {
  return classify(word).match(/v+c+/g)?.length ?? 0;
}

function hasVowel(word: string): boolean {
  return classify(word).includes('v');
}

function endsWithDouble(word: string): boolean {
  return word.at(-1) === word.at(-2) && isConsonant(word, word.length - 1);
}

/** Consonant, vowel, consonant other than w, x, y; or just vowel and consonant. */
function endsWithShortSyllable(word: string): boolean {
  const classes = classify(word);
  return classes === 'vc' || (classes.endsWith('cvc') && !/[wxy]$/.test(word));
}
