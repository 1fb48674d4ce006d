export { builtinBlocks, type BuiltinBlock, type BuiltinClients } from './builtin-blocks.js';
export { customBlocksDir } from './custom-blocks-dir.js';
export {
  createLangfuseClient,
  type DatasetItem,
  type LangfuseClient,
  type LangfuseSettings,
} from './langfuse/langfuse-client.js';
export { loadBuiltinTemplates } from './load-builtin-templates.js';
