import type { JsonObject } from '../nouns/json.js';
import { SESSION_COOKIE } from '../nouns/session.js';
import type { Endpoint } from './endpoint.js';

const JSON_TYPE = 'application/json';

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
  const tags = [...new Set(Object.values(endpoints).map(({ tag }) => tag))];
  return {
    openapi: '3.1.0',
    info: {
      title: 'DataGenFlow',
      version,
      description:
        'Bodies are JSON, keys are snake_case, unknown keys are refused. Writes of a browser need ' +
        'the header X-DataGenFlow: 1. Servers beyond this machine need a token or a session.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: tags.map((name) => ({ name })),
    paths,
    security: [{}, { token: [] }, { session: [] }],
    components: {
      schemas: { Error: errorSchema() },
      responses: describeErrors(),
      headers: {
        'X-Total-Count': header('How many there are in all; `>=N` when that is not known exactly'),
        'X-Next-Cursor': header('What to send as `cursor` for the next page; absent on the last'),
      },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: SESSION_COOKIE },
      },
    },
  };
}

function describeOperation(name: string, endpoint: Endpoint): JsonObject {
  const { summary, tag, params, query, isPublic } = endpoint;
  const body = describeBody(endpoint);
  const given = [...parameters('path', params), ...parameters('query', query)];
  const hasPath = given.some((parameter) => parameter.in === 'path');
  const isChecked = body !== undefined || given.some((parameter) => parameter.in === 'query');
  return {
    operationId: name,
    summary,
    tags: [tag],
    parameters: given,
    ...(body === undefined ? {} : { requestBody: body }),
    ...(isPublic === true ? { security: [] } : {}),
    responses: {
      '200': describeAnswer(endpoint),
      ...(hasPath ? { '404': { $ref: '#/components/responses/NotFound' } } : {}),
      ...(isChecked ? { '422': { $ref: '#/components/responses/Invalid' } } : {}),
      default: { $ref: '#/components/responses/Failed' },
    },
  };
}

function describeAnswer({ summary, query, response, produces }: Endpoint): JsonObject {
  const isPaged = query !== undefined && 'cursor' in query.properties;
  const names = ['X-Total-Count', 'X-Next-Cursor'];
  const headers = names.map((name) => [name, { $ref: `#/components/headers/${name}` }]);
  return {
    description: summary,
    ...(isPaged ? { headers: Object.fromEntries(headers) as JsonObject } : {}),
    content: { [produces ?? JSON_TYPE]: { schema: plain(response) } },
  };
}

/** The error answers. Every one of them has the same body. */
function describeErrors(): JsonObject {
  const failure = (description: string) => ({
    description,
    content: { [JSON_TYPE]: { schema: { $ref: '#/components/schemas/Error' } } },
  });
  return {
    NotFound: failure('There is no such thing'),
    Invalid: failure('What was sent breaks its schema; `detail.issues` names each place'),
    Failed: failure(
      '400 it makes no sense, 401, 403 and 421 the server does not serve you, 408 sent too slowly, ' +
        '409 not in this state, 413 too large, 415 wrong content type, 429 too often or too many, ' +
        '431 headers too large, 500 a bug, 502 the endpoint of a model does not answer, 503 try ' +
        'again after Retry-After, 504 it took too long, 507 the disk is full',
    ),
  };
}

function header(description: string): JsonObject {
  return { description, schema: { type: 'string' } };
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

function describeBody({ method, body, consumes, form }: Endpoint): JsonObject | undefined {
  if (body === undefined || method === 'GET') return undefined;
  const schema = plain(body);
  const isEmpty =
    schema.additionalProperties === false && Object.keys(schema.properties ?? {}).length === 0;
  if (isEmpty) return undefined;
  return {
    required: true,
    content: {
      [consumes ?? JSON_TYPE]: { schema },
      ...(form && { 'multipart/form-data': { schema: plain(form) } }),
    },
  };
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
      error: { type: 'string', description: 'What happened and what to do' },
      code: { type: 'string', description: 'Stable, such as block_not_found' },
      detail: { type: 'object', description: 'Facts a program can act on' },
    },
  };
}
