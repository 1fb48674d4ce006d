import type { Json } from '@datagenflow/contracts';
import { ASSOCIATIONS } from './associations.js';
import type { SeededRandom } from './seeded-random.js';
import type { Topic } from './topic.js';
import { contentWords, stem } from './words.js';

/** The option whose words occur most in the content; among equals, one by chance. */
export function chooseOption(options: readonly Json[], topic: Topic, random: SeededRandom): Json {
  const scored = options.map((option) => ({ option, score: scoreOf(option, topic) }));
  const best = Math.max(...scored.map(({ score }) => score));
  return random.pick(scored.filter(({ score }) => score === best)).option;
}

/** A word of the option itself counts twice, a word that goes with it once. */
function scoreOf(option: Json, topic: Topic): number {
  if (typeof option !== 'string') return 0;
  let score = 0;
  for (const word of contentWords(option)) {
    score += 2 * (topic.stems.get(stem(word)) ?? 0);
    for (const relative of ASSOCIATIONS[word] ?? []) score += topic.stems.get(stem(relative)) ?? 0;
  }
  return score;
}
