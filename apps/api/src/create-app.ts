import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { NotFoundError } from '@datagenflow/contracts';
import type { Runtime } from '@datagenflow/runtime';
import express, { type Express, type RequestHandler } from 'express';
import { apiRouter } from './http/api-router.js';
import { checkHost } from './http/check-host.js';
import type { EventStreams } from './http/event-streams.js';
import { answerDeadline } from './http/answer-deadline.js';
import { bodyDeadline } from './http/body-deadline.js';
import { errorHandler, type ReportBug } from './http/error-handler.js';
import { securityHeaders } from './http/security-headers.js';
import { createMetrics } from './metrics/metrics.js';
import { blockRoutes } from './routes/block-routes.js';
import { eventRoutes } from './routes/event-routes.js';
import { extensionRoutes } from './routes/extension-routes.js';
import { jobRoutes } from './routes/job-routes.js';
import { metricsRoutes } from './routes/metrics-routes.js';
import { modelRoutes } from './routes/model-routes.js';
import { pipelineRoutes } from './routes/pipeline-routes.js';
import { recordRoutes } from './routes/record-routes.js';
import { sessionRoutes } from './routes/session-routes.js';
import { storageRoutes } from './routes/storage-routes.js';
import { systemRoutes } from './routes/system-routes.js';
import type { ServerLimits } from './server-limits.js';

const INDEX = 'index.html';
const API = /^\/(?:api|health|ready)(?:\/|$)/i;

/** What the app needs beside a runtime. */
export interface AppOptions {
  /** The port it is reached at. */
  port: () => number;
  /** Directory of the built pages; undefined: the API alone. */
  webDir: string | undefined;
  reportBug: ReportBug;
  /** Who listens to events. */
  streams: EventStreams;
  limits: ServerLimits;
}

/** The HTTP API and the pages, as an Express app. */
export function createApp(runtime: Runtime, options: AppOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('query parser', 'simple');
  const metrics = createMetrics(runtime);
  app.use(securityHeaders, metrics.watch);
  app.use(
    checkHost({
      port: options.port,
      allowedHosts: runtime.config.allowedHosts,
      servesOthers: runtime.access !== undefined,
    }),
  );
  if (options.webDir !== undefined) app.use(pages(options.webDir));
  app.use(answerDeadline(options.limits), bodyDeadline(options.limits));
  app.use(
    apiRouter(runtime, {
      ...systemRoutes,
      ...metricsRoutes(metrics),
      ...sessionRoutes(runtime),
      ...blockRoutes,
      ...extensionRoutes(runtime),
      ...pipelineRoutes,
      ...jobRoutes,
      ...eventRoutes(options.streams),
      ...recordRoutes,
      ...modelRoutes,
      ...storageRoutes,
    }),
  );
  app.use(errorHandler(options.reportBug));
  return app;
}

/** The built pages, for everybody: they hold nothing. Every address that is no API’s leads into them. */
function pages(webDir: string): RequestHandler {
  const router = express.Router();
  const assets = express.static(join(webDir, 'assets'), { immutable: true, maxAge: '1y' });
  router.use('/assets', assets, ({ method, originalUrl }) => {
    throw new NotFoundError(`There is no ${method} ${originalUrl}.`);
  });
  router.use(express.static(webDir, { index: false }));
  router.use((request, response, next) => {
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (!isRead || API.test(request.path) || !existsSync(join(webDir, INDEX))) return next();
    response.sendFile(INDEX, { root: webDir, headers: { 'Cache-Control': 'no-cache' } });
  });
  return router;
}
