export { createApp, type AppOptions } from './create-app.js';
export { findWebDir } from './find-web-dir.js';
export { startServer, type RunningServer, type ServerOptions } from './start-server.js';
