import { Type } from '../typebox.js';
import { BlockDescription, BlockInfo } from '../nouns/block.js';
import { JsonObject } from '../nouns/json.js';
import { defineEndpoint } from './endpoint.js';
import { Nothing } from './parameters.js';

const tag = 'blocks';
const none = { params: Nothing, query: Nothing, body: Nothing };
const STRICT = { additionalProperties: false } as const;

export const blockEndpoints = {
  listBlocks: defineEndpoint({
    ...none,
    method: 'GET',
    path: '/api/blocks',
    summary: 'Blocks, available or not',
    tag,
    response: Type.Array(BlockInfo),
  }),
  describeBlock: defineEndpoint({
    ...none,
    method: 'POST',
    path: '/api/blocks/{type}/describe',
    summary: 'What a block writes and needs with a config',
    tag,
    params: Type.Object({ type: Type.String() }, STRICT),
    body: Type.Object({ config: Type.Optional(JsonObject) }, STRICT),
    response: BlockDescription,
  }),
};
