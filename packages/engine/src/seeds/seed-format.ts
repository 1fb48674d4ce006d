import { ValidationError } from '@datagenflow/contracts';

const ENDINGS = {
  json: ['.json'],
  jsonl: ['.jsonl', '.ndjson'],
  csv: ['.csv'],
  text: ['.md', '.markdown', '.txt'],
} as const;

/** How a seed file is read. `text`: the whole file is one seed `{ file_content }`. */
export type SeedFormat = keyof typeof ENDINGS;

/**
 * The format of a seed file, by the ending of its name.
 * @throws ValidationError `seed_format_unknown`
 */
export function seedFormatOf(fileName: string): SeedFormat {
  const name = fileName.toLowerCase();
  for (const [format, endings] of Object.entries(ENDINGS)) {
    if (endings.some((ending) => name.endsWith(ending))) return format as SeedFormat;
  }
  const known = Object.values(ENDINGS).flat().join(', ');
  throw new ValidationError(`'${fileName}' is no seed file. Seed files end in ${known}.`, {
    code: 'seed_format_unknown',
    detail: { file: fileName, known: Object.values(ENDINGS).flat() },
  });
}
