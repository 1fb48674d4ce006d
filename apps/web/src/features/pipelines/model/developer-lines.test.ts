import { expect, test } from 'vitest';
import { listDeveloperLines } from './developer-lines.js';

test('lines name the pipeline and the server', () => {
  const texts = listDeveloperLines(7, 'http://localhost:8000').map(({ text }) => text);
  expect(texts).toContain(
    'curl -F pipeline_id=7 -F file=@seeds.json http://localhost:8000/api/generate',
  );
  expect(texts).toContain('dgf run 7 seeds.json -o records.jsonl');
  expect(texts[0]).toBe('7');
});
