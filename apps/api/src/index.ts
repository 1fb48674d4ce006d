export { createApp, type AppOptions } from './create-app.js';
export { findWebDir } from './find-web-dir.js';
export { startServer, type RunningServer } from './start-server.js';
