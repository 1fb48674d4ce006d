import { DataGenFlowError, type Clock } from '@datagenflow/contracts';
import type { ModelSource } from '@datagenflow/llm';

const RETRY_MS = 1_000;

/**
 * The same models for jobs, which can wait: while the database that holds them does not answer, it is
 * asked again every second, so that no execution fails of that.
 */
export function waitForModels(source: ModelSource, clock: Clock): ModelSource {
  return {
    resolve: async (kind, name) => {
      for (;;) {
        try {
          return await source.resolve(kind, name);
        } catch (error) {
          if (!isUnavailable(error)) throw error;
          await clock.sleep(RETRY_MS);
        }
      }
    },
  };
}

/** Whether the database is not there. */
export function isUnavailable(error: unknown): boolean {
  return error instanceof DataGenFlowError && error.code === 'database_unavailable';
}
