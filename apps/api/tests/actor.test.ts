import { expect, test } from 'vitest';
import { sendWithHeaders } from './support/send-with-headers.js';
import { startTestServer } from './support/test-server.js';

const DATAGENFLOW_TOKEN = 'a-token-of-16-or-more';
const bearer = { Authorization: `Bearer ${DATAGENFLOW_TOKEN}` };
const Host = 'flow.example';
const page = { Host, Origin: `http://${Host}`, 'X-DataGenFlow': '1' };
const json = { 'Content-Type': 'application/json' };

test('DEV-04 who signed in with a name leaves it in the history of records', async () => {
  await using server = await startTestServer({ HOST: '0.0.0.0', DATAGENFLOW_TOKEN });
  const send = async (headers: Record<string, string>, method: string, path: string, body = '') =>
    sendWithHeaders(server.port, { Host, ...headers }, { method, path, body });
  await send(bearer, 'POST', '/api/pipelines/from_template/text_classification');
  const body = new FormData();
  body.set('pipeline_id', '1');
  body.set('file', new Blob(['[{"metadata":{"content":"a"}}]']), 's.json');
  const init = { method: 'POST', body, headers: bearer };
  const started = await fetch(`${server.url}/api/generate`, init);
  await server.runtime.runner.finished(((await started.json()) as { job_id: number }).job_id);
  const signIn = JSON.stringify({ token: DATAGENFLOW_TOKEN, actor: 'Ann' });
  const signedIn = await send({ ...page, ...json }, 'POST', '/api/session', signIn);
  const Cookie = String(signedIn.headers['set-cookie']).split(';')[0] ?? '';
  const ann = { ...page, ...json, Cookie };
  await send(ann, 'PUT', '/api/records/1', '{"status":"accepted"}');
  await send({ ...bearer, ...json }, 'PUT', '/api/records/1', '{"status":"pending"}');
  await send(ann, 'POST', '/api/records/bulk', '{"action":"reject","ids":[1]}');
  const history = await send(bearer, 'GET', '/api/records/1/history');
  const changes = JSON.parse(history.body) as { actor: string; kind: string }[];
  expect(changes.map(({ actor, kind }) => `${kind} ${actor}`)).toEqual([
    'status Ann',
    'status token',
    'status Ann',
  ]);
});
