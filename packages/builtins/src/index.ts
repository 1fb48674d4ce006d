export { builtinBlocks, type BuiltinBlock } from './builtin-blocks.js';
export { loadBuiltinTemplates } from './load-builtin-templates.js';
