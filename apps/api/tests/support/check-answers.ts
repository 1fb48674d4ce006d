import { endpoints, type Endpoint } from '@datagenflow/contracts';
import { createSchemaCompiler } from '@datagenflow/schemas';

/** Makes sure that an answer of an operation is what the API’s description says; else it throws. */
export type CheckAnswer = (method: string, path: string, response: Response) => Promise<void>;

/** Prepares that for all operations: JSON against its schema, errors against the shape of all. */
export function answerChecker(): CheckAnswer {
  const schemas = createSchemaCompiler();
  const operations = Object.values(endpoints as Record<string, Endpoint>)
    .toSorted((a, b) => countParameters(a) - countParameters(b))
    .map((endpoint) => ({ endpoint, pattern: patternOf(endpoint) }));
  return async (method, path, response) => {
    const [address = ''] = path.split('?');
    const { endpoint } =
      operations.find((each) => each.endpoint.method === method && each.pattern.test(address)) ??
      {};
    if (endpoint === undefined || (response.ok && endpoint.produces !== undefined)) return;
    const body: unknown = await response.clone().json();
    const fault = response.ok ? faultOf(endpoint, body) : faultOfError(body);
    if (fault !== undefined) throw new Error(`${method} ${path}: ${response.status} ${fault}`);
  };

  function faultOf(endpoint: Endpoint, body: unknown): string | undefined {
    const checked = schemas.compile(endpoint.response, { allIssues: true }).check(body);
    return checked.ok ? undefined : `breaks its schema: ${JSON.stringify(checked.issues)}`;
  }
}

function countParameters({ path }: Endpoint): number {
  return path.split('{').length;
}

function patternOf({ path }: Endpoint): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`);
}

function faultOfError(body: unknown): string | undefined {
  const { error, code, detail } = (body ?? {}) as Record<string, unknown>;
  const isOne =
    typeof error === 'string' &&
    typeof code === 'string' &&
    typeof detail === 'object' &&
    detail !== null;
  return isOne ? undefined : 'is no error of ours';
}
