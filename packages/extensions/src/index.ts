export { loadBlocksHere, type BlocksHere } from './debug/load-blocks-here.js';
export {
  discoverBlockFiles,
  isPassedOver,
  type BlockFile,
} from './discover/discover-block-files.js';
export { loadExtensions, type ExtensionOptions, type LoadedExtensions } from './load-extensions.js';
export { findNpm } from './install/find-npm.js';
export {
  installPackages,
  type InstallOptions,
  type InstalledVersion,
} from './install/install-packages.js';
export { restorePackages } from './install/package-tree.js';
export type { Requirement } from './packages/parse-requirement.js';
export type { PoolOptions } from './pool/pool-options.js';
export { locateProgram } from './program/locate-program.js';
export type { FileChange } from './reload/compare-files.js';
export { watchFiles, type FileWatch, type WatchOptions } from './reload/watch-files.js';
export {
  readBlockSource,
  type SourceBlock,
  type SourceProblem,
} from './source/read-block-source.js';
export {
  loadUserTemplates,
  type FailedTemplate,
  type LoadedTemplates,
} from './templates/load-user-templates.js';
export { fromWireError, toWireError, type WireError } from './wire/wire-error.js';
