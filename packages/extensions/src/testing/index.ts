export { isRunning } from './is-running.js';
export { startRegistry, type PublishedPackage, type TestRegistry } from './start-registry.js';
