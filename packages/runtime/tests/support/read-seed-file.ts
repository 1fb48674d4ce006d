import { readSeedFile } from '../../src/jobs/read-seed-file.js';

const [path = '', format = 'json'] = process.argv.slice(2);

let count = 0;
for await (const { seeds } of readSeedFile({
  path,
  format: format as 'json' | 'jsonl' | 'csv',
  options: {},
  maxSeedBytes: 8 * 1024 ** 2,
})) {
  count += seeds.length;
}
process.stdout.write(`${count}`);
