import type { TestProject } from 'vitest/node';
import { startTestPostgres } from './test-postgres.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the PostgreSQL of this test run is. */
    postgresPort: number;
  }
}

/** Starts one PostgreSQL for all files of a test run. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const postgres = await startTestPostgres();
  provide('postgresPort', postgres.port);
  return async () => {
    await postgres[Symbol.asyncDispose]();
  };
}
