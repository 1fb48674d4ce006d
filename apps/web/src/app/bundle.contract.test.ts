import { endpoints } from '@datagenflow/contracts';
import { expect, test } from 'vitest';
import { build, type Rolldown } from 'vite';

test('the pages know the API by its types: its schemas are not in what browsers load', async () => {
  const built = await build({
    root: `${import.meta.dirname}/../..`,
    logLevel: 'silent',
    resolve: { conditions: ['@datagenflow/source', 'module', 'browser', 'production'] },
    build: { write: false },
  });
  const { output } = built as Rolldown.RolldownOutput;
  const script = output.map((part) => ('code' in part ? part.code : '')).join('\n');
  expect(script).toContain('GET /api/jobs/{id}');
  for (const { summary } of Object.values(endpoints)) expect(script).not.toContain(summary);
});
