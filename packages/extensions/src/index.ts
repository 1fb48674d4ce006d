export { discoverBlockFiles, type BlockFile } from './discover/discover-block-files.js';
export { loadExtensions, type ExtensionOptions, type LoadedExtensions } from './load-extensions.js';
export type { PoolOptions } from './pool/pool-options.js';
export { locateProgram } from './program/locate-program.js';
export {
  loadUserTemplates,
  type FailedTemplate,
  type LoadedTemplates,
} from './templates/load-user-templates.js';
export { fromWireError, toWireError, type WireError } from './wire/wire-error.js';
