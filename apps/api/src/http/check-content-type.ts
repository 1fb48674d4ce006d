import { DataGenFlowError, type Endpoint } from '@datagenflow/contracts';
import type { Request, RequestHandler } from 'express';

/** Refuses a body of another type than the operation takes. Without a body anything goes. */
export function checkContentType(endpoint: Endpoint): RequestHandler {
  const types: string[] = [endpoint.consumes ?? 'application/json'];
  if (endpoint.form !== undefined) types.push('multipart/form-data');
  const expected = types.join(' or ');
  return (request, _response, next) => {
    if (hasBody(request) && request.is(types) === false) {
      const got = request.headers['content-type'] ?? null;
      throw new DataGenFlowError(
        'content_type_not_supported',
        `The body has to be ${expected}, but its Content-Type is ${got ?? 'missing'}.`,
        { status: 415, detail: { check: 'content-type', got, expected } },
      );
    }
    next();
  };
}

/** One of unknown length and type may be empty. */
function hasBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] === undefined
    ? Number(headers['content-length'] ?? 0) > 0
    : headers['content-type'] !== undefined;
}
