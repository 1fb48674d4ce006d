export type { BlockCatalog } from './blocks/block-catalog.js';
export { BlockRegistry } from './blocks/block-registry.js';
export { createCatalog } from './blocks/create-catalog.js';
export {
  inProcessBlock,
  unavailableBlock,
  type InProcessOptions,
} from './blocks/in-process-block.js';
export type { OpenBlock, RegisteredBlock } from './blocks/registered-block.js';
export { parseTemplate, templateIdOf, type ParsedTemplate } from './templates/parse-template.js';
export {
  TemplateRegistry,
  type RegisteredTemplate,
  type TemplateRegistration,
} from './templates/template-registry.js';
export { describeProblem } from './yaml/describe-problem.js';
export type { FileProblem } from './yaml/file-problem.js';
export { readYaml, type ReadYaml, type YamlDocument } from './yaml/read-yaml.js';
export { writeYaml } from './yaml/write-yaml.js';
