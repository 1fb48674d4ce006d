import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Runtime } from '@datagenflow/runtime';
import express, { type Express, type RequestHandler } from 'express';
import { apiRouter } from './http/api-router.js';
import { errorHandler, type ReportBug } from './http/error-handler.js';
import { guard } from './http/guard.js';
import { securityHeaders } from './http/security-headers.js';
import { jobRoutes } from './routes/job-routes.js';
import { modelRoutes } from './routes/model-routes.js';
import { pipelineRoutes } from './routes/pipeline-routes.js';
import { recordRoutes } from './routes/record-routes.js';
import { systemRoutes } from './routes/system-routes.js';

/** What the app needs beside a runtime. */
export interface AppOptions {
  /** The port it is reached at. */
  port: () => number;
  /** Directory of the built pages; undefined: the API alone. */
  webDir: string | undefined;
  reportBug: ReportBug;
}

/** The HTTP API and the pages, as an Express app. */
export function createApp(runtime: Runtime, options: AppOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('query parser', 'simple');
  app.use(securityHeaders);
  app.use(guard({ port: options.port, allowedHosts: runtime.config.allowedHosts }));
  app.use(
    apiRouter(runtime, {
      ...systemRoutes,
      ...pipelineRoutes,
      ...jobRoutes,
      ...recordRoutes,
      ...modelRoutes,
    }),
  );
  if (options.webDir !== undefined) app.use(pages(options.webDir));
  app.use(errorHandler(options.reportBug));
  return app;
}

/** The built pages; every other address is a deep link into them. */
function pages(webDir: string): RequestHandler {
  const router = express.Router();
  const index = join(webDir, 'index.html');
  router.use(
    '/assets',
    express.static(join(webDir, 'assets'), { immutable: true, maxAge: '1y', fallthrough: false }),
  );
  router.use(express.static(webDir, { index: false }));
  router.get('/{*path}', (_request, response, next) => {
    if (!existsSync(index)) next();
    else response.sendFile(index, { headers: { 'Cache-Control': 'no-cache' } });
  });
  return router;
}
