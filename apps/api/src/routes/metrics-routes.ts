import type { Handlers } from '../http/route-handler.js';
import type { Metrics } from '../metrics/metrics.js';

/** What the server measures of itself. */
export function metricsRoutes(metrics: Metrics): Handlers<'getMetrics'> {
  return {
    getMetrics: async ({ response }) => {
      response.type('text/plain; version=0.0.4').send(await metrics.read());
      return undefined;
    },
  };
}
