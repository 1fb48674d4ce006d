import { NotFoundError, type Endpoint } from '@datagenflow/contracts';
import { schemaViolation, type CompiledSchema, type SchemaCompiler } from '@datagenflow/schemas';
import type { Request } from 'express';

/** The checked input of a request. */
export interface Input {
  params: unknown;
  query: unknown;
  body: unknown;
}

/**
 * Reads what an endpoint is given, checked; its checks are prepared for its first request. In paths
 * and queries, text that reads as a whole number or a boolean is taken as one where the schema wants
 * that; bodies are never coerced.
 */
export function inputReader(endpoint: Endpoint, schemas: SchemaCompiler): (r: Request) => Input {
  let checks: Checks | undefined;
  return (request) => {
    const { params, query, body } = (checks ??= prepareChecks(endpoint, schemas));
    return {
      params: params && checkParams(params, coerce(request.params, endpoint.params)),
      query: query && check(query, coerce(request.query, endpoint.query), 'query'),
      body:
        body && !isForm(endpoint, request) ? check(body, request.body ?? {}, 'body') : request.body,
    };
  };
}

type Checks = Record<'params' | 'query' | 'body', CompiledSchema<unknown> | undefined>;

function prepareChecks(endpoint: Endpoint, schemas: SchemaCompiler): Checks {
  const compile = (schema: object | undefined) =>
    schema && schemas.compile(schema, { allIssues: true, useDefaults: true });
  const checksBody = endpoint.consumes === undefined && endpoint.isBodyChecked !== false;
  return {
    params: compile(endpoint.params),
    query: compile(endpoint.query),
    body: checksBody && endpoint.method !== 'GET' ? compile(endpoint.body) : undefined,
  };
}

/** Whether the handler is going to read a form in place of a JSON body. */
function isForm({ form }: Endpoint, request: Request): boolean {
  return form !== undefined && request.is('multipart/form-data') !== false;
}

function checkParams(schema: CompiledSchema<unknown>, value: unknown): unknown {
  const checked = schema.check(value);
  if (checked.ok) return checked.value;
  throw new NotFoundError('There is nothing at this address: the id is not a number.');
}

function check(schema: CompiledSchema<unknown>, value: unknown, place: string): unknown {
  const checked = schema.check(value);
  if (checked.ok) return checked.value;
  throw schemaViolation(`The ${place}`, checked.issues);
}

function coerce(values: object, schema: Endpoint['query']): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const property: { type?: unknown } | undefined = schema?.properties[name];
      return [name, typeof value === 'string' ? readText(value, property?.type) : value];
    }),
  );
}

function readText(text: string, type: unknown): unknown {
  if (type === 'integer' && /^-?\d{1,15}$/.test(text)) return Number(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}
