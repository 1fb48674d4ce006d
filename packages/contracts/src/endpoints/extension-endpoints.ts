import { Type } from '../typebox.js';
import { BlockInfo } from '../nouns/block.js';
import {
  BlockDependencies,
  BlockValidation,
  ExtensionStatus,
  ExtensionTemplate,
  InstalledDependencies,
} from '../nouns/extension.js';
import { defineEndpoint } from './endpoint.js';
import { Nothing } from './parameters.js';

const tag = 'extensions';
const none = { params: Nothing, query: Nothing, body: Nothing };
const named = {
  ...none,
  tag,
  params: Type.Object(
    { name: Type.String({ description: 'Type of the block' }) },
    { additionalProperties: false },
  ),
};

export const extensionEndpoints = {
  getExtensionStatus: defineEndpoint({
    ...none,
    method: 'GET',
    path: '/api/extensions/status',
    summary: 'How many blocks and templates there are, by source, and whether files are watched',
    tag,
    response: ExtensionStatus,
  }),
  listExtensionBlocks: defineEndpoint({
    ...none,
    method: 'GET',
    path: '/api/extensions/blocks',
    summary: 'Blocks with source and availability',
    tag,
    response: Type.Array(BlockInfo),
  }),
  listExtensionTemplates: defineEndpoint({
    ...none,
    method: 'GET',
    path: '/api/extensions/templates',
    summary: 'Templates with source, and the files that give none',
    tag,
    response: Type.Array(ExtensionTemplate),
  }),
  reloadExtensions: defineEndpoint({
    ...none,
    method: 'POST',
    path: '/api/extensions/reload',
    summary: 'Read all blocks and templates again',
    tag,
    response: ExtensionStatus,
  }),
  validateBlock: defineEndpoint({
    ...named,
    method: 'POST',
    path: '/api/extensions/blocks/{name}/validate',
    summary: 'Whether a block can be used, and why not',
    response: BlockValidation,
  }),
  getBlockDependencies: defineEndpoint({
    ...named,
    method: 'GET',
    path: '/api/extensions/blocks/{name}/dependencies',
    summary: 'What a block declares to need, and what of it is installed',
    response: BlockDependencies,
  }),
  installBlockDependencies: defineEndpoint({
    ...named,
    method: 'POST',
    path: '/api/extensions/blocks/{name}/install-deps',
    summary: 'Install what a block declares and is missing; the block is then available',
    response: InstalledDependencies,
  }),
};
