import type { JsonObject } from '@datagenflow/contracts';
import { samplePattern } from './sample-pattern.js';
import type { SeededRandom } from './seeded-random.js';
import type { Topic } from './topic.js';
import { wordsOf } from './words.js';
import { writeSql } from './write-sql.js';
import { writePhrase, writeQuestion, writeText, writeTitle } from './write-text.js';

/** A string that fits a schema; what it says follows from the name of its property. */
export function writeString(
  schema: JsonObject,
  topic: Topic,
  random: SeededRandom,
  name: string,
): string {
  const { pattern, format } = schema;
  const min = typeof schema['minLength'] === 'number' ? schema['minLength'] : 0;
  const max = typeof schema['maxLength'] === 'number' ? schema['maxLength'] : Infinity;
  if (typeof pattern === 'string') return samplePattern(pattern, random, min, max);
  if (typeof format === 'string' && FORMATS[format] !== undefined) {
    return FORMATS[format](topic, random);
  }
  return fitLength(writeByName(name, topic, random, max), min, max, topic, random);
}

function writeByName(name: string, topic: Topic, random: SeededRandom, max: number): string {
  if (/(^|_)sql(_|$)/i.test(name)) return writeSql(topic, random);
  if (/question|query/i.test(name)) return writeQuestion(topic, random);
  if (/title|headline|subject/i.test(name)) return writeTitle(topic, random);
  if (/^(.*_)?(name|keyword|tag|topic|term|category|label|word|type)s?$/i.test(name) || max < 40) {
    return writePhrase(topic, random);
  }
  if (/descri|answer|summary|text|content|truth|context|explan|reason|body/i.test(name)) {
    return writeText(topic, random, 2);
  }
  return writeText(topic, random, 1);
}

function fitLength(
  text: string,
  min: number,
  max: number,
  topic: Topic,
  random: SeededRandom,
): string {
  let chars = Array.from(text);
  while (chars.length < min) chars = [...chars, ' ', ...writeText(topic, random, 1)];
  if (chars.length <= max) return chars.join('');
  const cut = chars.slice(0, max).join('');
  const atWord = cut.replace(/\s+\S*$/, '');
  return Array.from(atWord).length >= Math.max(min, 1) ? atWord : cut;
}

type Writer = (topic: Topic, random: SeededRandom) => string;

const FORMATS: Readonly<Record<string, Writer>> = {
  date: (_, random) => dateText(random).slice(0, 10),
  time: (_, random) => dateText(random).slice(11),
  'date-time': (_, random) => dateText(random),
  email: (topic, random) => `${slug(topic, random)}@example.com`,
  uri: (topic, random) => `https://example.com/${slug(topic, random)}`,
  'uri-reference': (topic, random) => `/${slug(topic, random)}`,
  hostname: (topic, random) => `${slug(topic, random)}.example.com`,
  ipv4: (_, random) => `192.0.2.${random.integer(1, 254)}`,
  ipv6: (_, random) => `2001:db8::${random.integer(1, 9999)}`,
  uuid: (_, random) => samplePattern(UUID, random, 36, 36),
  duration: (_, random) => `P${random.integer(1, 30)}D`,
};

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}';

function dateText(random: SeededRandom): string {
  const start = Date.UTC(2020, 0, 1);
  const date = new Date(start + random.integer(0, 5 * 365) * 86_400_000);
  return `${date.toISOString().slice(0, 10)}T${samplePattern('(0[0-9]|1[0-9]):[0-5][0-9]:[0-5][0-9]', random, 8, 8)}Z`;
}

function slug(topic: Topic, random: SeededRandom): string {
  const words = wordsOf(writePhrase(topic, random)).map((word) => word.replace(/[^a-z0-9]/g, ''));
  return words.filter((word) => word !== '').join('-') || 'example';
}
