import { defineConfig } from 'vitest/config';

const conditions = ['@datagenflow/source'];

const excluded = ['**/node_modules/**', '**/dist/**'];
const postgresTests = ['packages/storage/src/**/*.postgres.test.ts'];
const packageTests = ['tests/tooling/packed-*.test.ts'];
const contractTests = [
  '{packages,apps}/**/src/**/*.contract.test.ts',
  'packages/runtime/tests/**/*.test.ts',
  'apps/{api,dgf}/tests/**/*.test.ts',
  'tests/tooling/**/*.test.ts',
];

/**
 * `unit` runs in memory, `contract` starts processes, servers and SQLite, `postgres` a PostgreSQL,
 * and `packages` installs what is packed. The source condition resolves workspace packages to their
 * TypeScript, so none but the last needs a build.
 */
export default defineConfig({
  resolve: { conditions: [...conditions, 'module', 'browser', 'development|production'] },
  ssr: { resolve: { conditions: [...conditions, 'module', 'node', 'development|production'] } },
  test: {
    globalSetup: ['tests/setup/share-compile-cache.ts'],
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
          exclude: [...excluded, ...contractTests, ...postgresTests],
        },
      },
      ...[
        // Most files import the same, so a process runs many.
        { name: 'contract', include: contractTests, exclude: packageTests, isolate: false },
        {
          name: 'postgres',
          include: postgresTests,
          globalSetup: ['packages/storage/src/testing/share-postgres.ts'],
        },
        { name: 'packages', include: packageTests },
      ].map(({ exclude = [], ...project }) => ({
        extends: true as const,
        test: {
          ...project,
          exclude: [...excluded, ...exclude],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      })),
    ],
  },
});
