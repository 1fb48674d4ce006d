import { ConfigError, type BlockRandom, type Json } from '@datagenflow/block-sdk';
import type { Faker } from '@faker-js/faker';

/** Dates are drawn around this day and not around today, so that draws repeat. */
const REFERENCE_DATE = '2025-01-01T00:00:00.000Z';

const MODULES = new Set([
  'airline',
  'animal',
  'book',
  'color',
  'commerce',
  'company',
  'database',
  'date',
  'finance',
  'food',
  'hacker',
  'internet',
  'location',
  'lorem',
  'music',
  'person',
  'phone',
  'science',
  'system',
  'vehicle',
  'word',
]);

/** Loads English fake data, which takes some time. */
export async function loadFaker(): Promise<Faker> {
  const { faker } = await import('@faker-js/faker/locale/en');
  return faker;
}

/** @throws ConfigError when there is no such method. */
export function drawFaker(
  field: string,
  method: string,
  faker: Faker | undefined,
  random: BlockRandom,
): Json {
  const [moduleName = '', name = ''] = method.split('.');
  const module = MODULES.has(moduleName)
    ? (seed(faker, random) as unknown as Record<string, Record<string, unknown>>)[moduleName]
    : undefined;
  const draw = module?.[name];
  if (typeof draw !== 'function' || name === 'constructor') {
    const known = [...MODULES].join(', ');
    const message = `fields/${field}: faker has no ${method}. The modules are: ${known}`;
    throw new ConfigError(`Config of Sampler is not valid: ${message}`, {
      detail: { issues: [{ path: `/fields/${field}/method`, message }] },
    });
  }
  return toJson((draw as () => unknown).call(module));
}

/** A person as prompts like them: name, sex, age, home and work. */
export function drawPersona(faker: Faker | undefined, random: BlockRandom): Json {
  const { person, location } = seed(faker, random);
  const sex = person.sexType();
  return {
    first_name: person.firstName(sex),
    last_name: person.lastName(sex),
    sex,
    age: random.int(18, 85),
    city: location.city(),
    country: location.country(),
    job_title: person.jobTitle(),
    bio: person.bio(),
  };
}

/** The instance is shared; what is drawn right after depends on these draws alone. */
function seed(faker: Faker | undefined, random: BlockRandom): Faker {
  if (faker === undefined) throw new Error('faker is needed, but was not loaded');
  faker.seed(random.int(0, 0x7fff_ffff));
  faker.setDefaultRefDate(REFERENCE_DATE);
  return faker;
}

function toJson(value: unknown): Json {
  return JSON.parse(
    JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? `${inner}` : inner)),
  ) as Json;
}
