import { defineConfig } from 'vitest/config';

const conditions = ['@datagenflow/source'];

const contractTests = [
  '{packages,apps}/**/src/**/*.contract.test.ts',
  'packages/runtime/tests/**/*.test.ts',
  'apps/{api,dgf}/tests/**/*.test.ts',
  'tests/tooling/**/*.test.ts',
];

/**
 * `unit` runs in memory. `contract` starts real databases, processes and servers.
 * The source condition resolves workspace packages to their TypeScript, so neither needs a build.
 */
export default defineConfig({
  resolve: { conditions: [...conditions, 'module', 'browser', 'development|production'] },
  ssr: { resolve: { conditions: [...conditions, 'module', 'node', 'development|production'] } },
  test: {
    pool: 'forks',
    maxWorkers: 2,
    dangerouslyIgnoreUnhandledErrors: false,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{packages,apps}/**/src/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts'],
          // A guard against what never ends, not a measure: machines differ and are shared.
          testTimeout: 60_000,
          exclude: ['**/node_modules/**', '**/dist/**', ...contractTests],
        },
      },
      {
        extends: true,
        test: {
          name: 'contract',
          include: contractTests,
          exclude: ['**/node_modules/**', '**/dist/**'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
