import { expect, test } from 'vitest';
import { startTestServer } from './support/test-server.js';

test('GET /api/metrics tells Prometheus of jobs, executions, tokens, requests and the process', async () => {
  await using server = await startTestServer();
  const read = async () => (await server.get('/api/metrics')).text();
  expect(await read()).toContain('datagenflow_executions{outcome="generated"} 0');

  await server.send('POST', '/api/pipelines/from_template/text_classification');
  const seeds = [{ metadata: { content: 'a' } }, { repetitions: 2, metadata: { content: 'b' } }];
  await server.runtime.runner.finished(await server.generate(1, seeds));
  await server.get('/api/jobs/1');
  await server.get('/api/nothing');

  const response = await server.get('/api/metrics');
  expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4');
  const text = await response.text();
  for (const line of [
    'datagenflow_jobs{status="completed"} 1',
    'datagenflow_executions{outcome="generated"} 3',
    'datagenflow_executions_pending 0',
    'http_request_duration_seconds_count{method="GET",route="/api/jobs/:id",status="200"} 1',
    'http_request_duration_seconds_count{method="GET",route="other",status="404"} 1',
    'nodejs_eventloop_lag_p99_seconds',
    'datagenflow_cost 0',
  ]) {
    expect(text).toContain(line);
  }
  for (const name of [
    'datagenflow_last_call_id',
    'datagenflow_tokens{kind="input"}',
    'datagenflow_wal_bytes',
  ]) {
    const line = text.split('\n').find((each) => each.startsWith(`${name} `));
    expect(Number(line?.split(' ')[1])).toBeGreaterThan(0);
  }
});
