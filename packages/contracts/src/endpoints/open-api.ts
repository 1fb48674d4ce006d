import type { JsonObject } from '../nouns/json.js';
import type { Endpoint } from './endpoint.js';

/** The OpenAPI 3.1 document of these endpoints. */
export function describeApi(
  endpoints: Readonly<Record<string, Endpoint>>,
  version: string,
): JsonObject {
  const paths: Record<string, JsonObject> = {};
  for (const [name, endpoint] of Object.entries(endpoints)) {
    const path = (paths[endpoint.path] ??= {});
    path[endpoint.method.toLowerCase()] = describeOperation(name, endpoint);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'DataGenFlow',
      version,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths,
    components: { schemas: { Error: errorSchema() } },
  };
}

function describeOperation(name: string, endpoint: Endpoint): JsonObject {
  const { summary, tag, params, query, response, produces } = endpoint;
  const body = describeBody(endpoint);
  return {
    operationId: name,
    summary,
    tags: [tag],
    parameters: [...parameters('path', params), ...parameters('query', query)],
    ...(body === undefined ? {} : { requestBody: body }),
    responses: {
      '200': {
        description: summary,
        content: { [produces ?? 'application/json']: { schema: plain(response) } },
      },
      default: {
        description: 'What happened and what to do',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    },
  };
}

function parameters(place: 'path' | 'query', schema: Endpoint['params']): JsonObject[] {
  if (schema === undefined) return [];
  const required = (plain(schema).required ?? []) as string[];
  return Object.entries(schema.properties).map(([name, type]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: plain(type),
  }));
}

function describeBody({ method, body, consumes }: Endpoint): JsonObject | undefined {
  if (body === undefined || method === 'GET') return undefined;
  const schema = plain(body);
  const isEmpty =
    schema.additionalProperties === false && Object.keys(schema.properties ?? {}).length === 0;
  if (isEmpty) return undefined;
  return { required: true, content: { [consumes ?? 'application/json']: { schema } } };
}

/** A schema as plain JSON, without TypeBox’s own marks. */
function plain(schema: object): JsonObject {
  return JSON.parse(JSON.stringify(schema)) as JsonObject;
}

function errorSchema(): JsonObject {
  return {
    type: 'object',
    required: ['error', 'code', 'detail'],
    properties: {
      error: { type: 'string' },
      code: { type: 'string' },
      detail: { type: 'object' },
    },
  };
}
