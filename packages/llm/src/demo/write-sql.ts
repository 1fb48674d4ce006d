import type { SeededRandom } from './seeded-random.js';
import type { Topic } from './topic.js';
import { wordsOf } from './words.js';

/** A query that parses; its names are words of the topic. */
export function writeSql(topic: Topic, random: SeededRandom): string {
  const names = topic.phrases.flatMap((phrase) => wordsOf(phrase).slice(-1));
  const [a, b, c] = [1, 2, 3].map(() => `"${random.pick(names.slice(0, 10))}"`);
  return random.pick([
    `SELECT ${a} FROM ${b} ORDER BY ${c}`,
    `SELECT ${a}, count(*) FROM ${b} GROUP BY ${a}`,
    `SELECT DISTINCT ${a} FROM ${b} WHERE ${c} IS NOT NULL`,
    `SELECT avg(${a}) FROM ${b} WHERE ${c} > 10`,
  ]);
}
