import type { SeededRandom } from './seeded-random.js';
import type { Topic } from './topic.js';

/** A few sentences about the topic. */
export function writeText(topic: Topic, random: SeededRandom, sentences = 3): string {
  const start = random.integer(0, SENTENCES.length - 1);
  const lines: string[] = [];
  for (let index = 0; index < sentences; index += 1) {
    const pattern = SENTENCES[(start + index) % SENTENCES.length] as string;
    lines.push(fill(pattern, topic, random, index));
  }
  return lines.join(' ');
}

/** A question about the topic. */
export function writeQuestion(topic: Topic, random: SeededRandom): string {
  return fill(random.pick(QUESTIONS), topic, random, random.integer(0, 3));
}

/** A short heading, each word capitalised. */
export function writeTitle(topic: Topic, random: SeededRandom): string {
  const title = fill(random.pick(TITLES), topic, random, random.integer(0, 1));
  return title.replace(/(^|\s)(\p{L})(?=\p{L}{3})/gu, (_, gap: string, letter: string) => {
    return gap + letter.toUpperCase();
  });
}

/** One phrase of the topic. */
export function writePhrase(topic: Topic, random: SeededRandom): string {
  return random.pick(topic.phrases.slice(0, 8));
}

/** `{a}` stands for the phrase whose turn it is, `{b}` for another one. */
function fill(pattern: string, topic: Topic, random: SeededRandom, turn: number): string {
  const { phrases } = topic;
  const first = phrases[turn % phrases.length] as string;
  const rest = phrases.filter((phrase) => phrase !== first);
  const second = rest.length === 0 ? 'its context' : random.pick(rest.slice(0, 10));
  const text = pattern.replaceAll('{a}', first).replaceAll('{b}', second);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const SENTENCES = [
  'At its core this is about {a}, seen together with {b}.',
  '{a} plays a larger part here than {b}.',
  'The link between {a} and {b} deserves a closer look.',
  'Whoever starts with {a} soon arrives at {b}.',
  'A short way to put it: {a} shapes {b}.',
  '{a} is easiest to understand through an example such as {b}.',
  'Two points stand out, {a} and {b}.',
  'In practice {a} depends on {b}.',
  'Without {a}, little would be left of {b}.',
  'Most of the detail concerns {a}; {b} gives it context.',
];

const QUESTIONS = [
  'What role does {a} play in relation to {b}?',
  'How does {a} affect {b}?',
  'Why does {a} matter?',
  'What should one know about {a}?',
  'How are {a} and {b} connected?',
  'Which part of {a} concerns {b}?',
];

const TITLES = ['{a} and {b}', 'a look at {a}', '{a} in brief', 'from {a} to {b}', 'notes on {a}'];
