import { createFakeProvider } from '@datagenflow/llm/testing';
import { describe, expect, test, vi } from 'vitest';
import { saveModel } from '../src/index.js';
import { startCollector, type Collector, type ReceivedSpan } from './support/collector.js';
import { addScriptedModel, says } from './support/scripted-provider.js';
import { startTestRuntime } from './support/test-runtime.js';

const SOON = { timeout: 30_000 };

const CANARY = 'canary-5e1f-of-a-secret';

const settings = ({ url }: Collector, rest: Record<string, string> = {}) => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: url,
  OTEL_EXPORTER_OTLP_HEADERS: 'x-api-key=for%20the%20collector',
  OTEL_RESOURCE_ATTRIBUTES: 'team=data',
  ...rest,
});

const ask = (prompt: string, rest = {}) => ({
  type: 'TextGenerator',
  config: { model: 'scripted', user_prompt: prompt, temperature: 0.5 },
  ...rest,
});

const judge = `import { BaseBlock, block } from '@datagenflow/block-sdk';
export const Judge = block(class extends BaseBlock.define({
  name: 'Judge', description: 'Judges', inputs: [], outputs: ['verdict'], scope: 'job',
}) {
  async *finish(records, context) {
    for await (const { record_id } of records) {
      const { text } = await context.llm.chat({ messages: [{ role: 'user', content: 'Judge' }] });
      yield { record_id, fields: { verdict: text } };
    }
  }
});`;

function childrenOf(spans: ReceivedSpan[], parent: ReceivedSpan | undefined): ReceivedSpan[] {
  return spans.filter(({ parentSpanId }) => parent !== undefined && parentSpanId === parent.spanId);
}

const named = (spans: ReceivedSpan[], name: string) =>
  spans.filter((span) => span.name.startsWith(name));

describe('OTEL_EXPORTER_OTLP_ENDPOINT', () => {
  test('a job is sent as a tree: job, executions, steps, requests to models', async () => {
    await using collector = await startCollector();
    {
      await using system = await startTestRuntime({}, {}, settings(collector));
      await using _ = await addScriptedModel(system, 'scripted', {
        good: [says(`${CANARY} said`)],
        bad: [
          { kind: 'status', status: 400, message: `no ${CANARY}` },
          { kind: 'status', status: 400, message: `no ${CANARY}` },
        ],
      });
      const definition = {
        name: 'Talk',
        blocks: [ask(`${CANARY} case {{ name }}`, { retry: { attempts: 2, backoff_ms: 0 } })],
      };
      const seeds = ['good', 'bad'].map((name) => ({ metadata: { name, note: CANARY } }));
      const job = await system.runDefinition(definition, seeds);
      expect(job).toMatchObject({ status: 'completed', records_generated: 1, records_failed: 1 });
    }
    const spans = collector.spans();
    const [root, ...others] = named(spans, 'job');
    expect(others).toEqual([]);
    expect(root).toMatchObject({ name: 'job Talk', status: { code: 0 } });
    expect(root?.parentSpanId ?? '').toBe('');
    expect(root?.attributes).toMatchObject({
      'datagenflow.job.id': 1,
      'datagenflow.pipeline.name': 'Talk',
      'datagenflow.job.status': 'completed',
      'datagenflow.job.records_generated': 1,
      'datagenflow.job.records_failed': 1,
    });
    const executions = childrenOf(spans, root);
    const by = (status: string) =>
      executions.find(({ attributes }) => attributes['datagenflow.execution.status'] === status);
    expect(executions.map(({ name }) => name)).toEqual(['execution', 'execution']);
    const [step] = childrenOf(spans, by('generated'));
    expect(step).toMatchObject({ name: 'step TextGenerator', status: { code: 0 } });
    expect(step?.attributes).toMatchObject({
      'datagenflow.step.id': 'TextGenerator-1',
      'datagenflow.step.status': 'ok',
      'datagenflow.step.attempts': 1,
    });
    const [call] = childrenOf(spans, step);
    expect(call).toMatchObject({ name: 'chat fake', kind: 3, status: { code: 0 } });
    expect(call?.attributes).toMatchObject({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'custom',
      'gen_ai.request.model': 'fake',
      'gen_ai.request.temperature': 0.5,
      'gen_ai.output.type': 'text',
      'gen_ai.usage.input_tokens': expect.any(Number),
      'gen_ai.usage.output_tokens': expect.any(Number),
      'gen_ai.response.finish_reasons': ['stop'],
      'server.address': '127.0.0.1',
      'datagenflow.model': 'scripted',
    });
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
    expect(JSON.stringify(collector.requests)).not.toContain(CANARY);

    const failed = by('failed');
    expect(failed).toMatchObject({ status: { code: 2 } });
    expect(failed?.attributes).toMatchObject({ 'error.type': 'request_rejected' });
    const [tried] = childrenOf(spans, failed);
    expect(tried).toMatchObject({
      status: { code: 2 },
      attributes: { 'datagenflow.step.attempts': 2, 'error.type': 'request_rejected' },
      events: ['request_rejected', 'request_rejected'],
    });
    const refused = childrenOf(spans, tried);
    expect(refused).toHaveLength(2);
    for (const { status, attributes } of refused) {
      expect(status.code).toBe(2);
      expect(attributes).toMatchObject({ 'error.type': 'request_rejected' });
      expect(attributes).not.toHaveProperty('gen_ai.usage.output_tokens');
    }
  });

  test('row 42: the tokens are those that were counted; keys, prompts and answers are not sent', async () => {
    await using collector = await startCollector();
    let usage = { input_tokens: 0, output_tokens: 0 };
    {
      await using system = await startTestRuntime({}, {}, settings(collector));
      await using provider = await createFakeProvider({
        keys: [CANARY],
        answer: () => `answer ${CANARY}`,
      });
      const model = { provider: 'custom', endpoint: provider.url, model_name: 'fake' };
      await saveModel(system.runtime, 'llm', { name: 'scripted', api_key: CANARY, ...model });
      const definition = { name: `Talk ${CANARY}`, blocks: [ask('{{ note }}')] };
      const seeds = [{ repetitions: 3, metadata: { note: CANARY } }];
      const job = await system.runDefinition(definition, seeds);
      expect(job).toMatchObject({ status: 'completed', records_generated: 3 });
      usage = job.usage;
    }
    const calls = named(collector.spans(), 'chat');
    const sum = (name: string) =>
      calls.reduce((all, { attributes }) => all + Number(attributes[`gen_ai.usage.${name}`]), 0);
    expect([sum('input_tokens'), sum('output_tokens')]).toEqual([
      usage.input_tokens,
      usage.output_tokens,
    ]);
    expect(usage.output_tokens).toBeGreaterThan(0);
    expect(collector.resource()).toMatchObject({ 'service.name': 'datagenflow', team: 'data' });
    for (const { path, headers, body } of collector.requests) {
      expect(path).toBe('/v1/traces');
      expect(headers).toMatchObject({ 'x-api-key': 'for the collector' });
      expect(body).not.toContain(CANARY);
    }
  });

  test('the runner of a server sends them, what is left when it stops too', async () => {
    await using collector = await startCollector();
    {
      const env = settings(collector, { OTEL_SERVICE_NAME: 'flow', LOG_FORMAT: 'json' });
      await using system = await startTestRuntime({}, { runner: 'child' }, env);
      await system.runtime.runner.start();
      const definition = {
        name: 'Demo',
        blocks: [{ ...ask('{{ name }}'), config: { user_prompt: '{{ name }}' } }],
      };
      const job = await system.runDefinition(definition, [{ metadata: { name: 'Ada' } }]);
      expect(job.status).toBe('completed');
    }
    const spans = collector.spans();
    expect(spans.map(({ name }) => name).toSorted()).toEqual([
      expect.stringMatching(/^chat /),
      'execution',
      'job Demo',
      'step TextGenerator',
    ]);
    expect(named(spans, 'chat')[0]?.attributes).toMatchObject({ 'gen_ai.provider.name': 'demo' });
    expect(collector.resource()).toMatchObject({ 'service.name': 'flow' });
    expect(JSON.stringify(collector.requests)).not.toContain('Ada');
  });

  test('what is cancelled is left; a job that pauses has a trace for each time it runs', async () => {
    await using collector = await startCollector();
    {
      await using system = await startTestRuntime({}, {}, settings(collector));
      await using provider = await addScriptedModel(system, 'scripted', {
        slow: [{ kind: 'status', status: 401 }, { kind: 'hang' }],
      });
      const { runner } = system.runtime;
      const definition = { name: 'Slow', blocks: [ask('case slow')] };
      const { id } = await system.beginDefinition(definition, [{ metadata: {} }]);
      expect(await runner.finished(id)).toMatchObject({ pause_reason: 'credentials' });
      await runner.resume(id);
      await vi.waitFor(() => expect(provider.counters.requests).toBe(2), SOON);
      await runner.cancel(id);
    }
    const spans = collector.spans();
    const jobs = named(spans, 'job Slow');
    expect(jobs.map(({ attributes }) => attributes['datagenflow.job.status'])).toEqual([
      'paused',
      'cancelled',
    ]);
    expect(new Set(jobs.map(({ traceId }) => traceId)).size).toBe(2);
    for (const { attributes } of named(spans, 'execution')) {
      expect(attributes).toMatchObject({ 'datagenflow.execution.status': 'left' });
    }
    const calls = named(spans, 'chat').map(({ attributes }) => attributes['error.type']);
    expect(calls).toEqual(['credentials', expect.any(String)]);
  });

  test('what a job-wide step asks stands below its job', async () => {
    await using collector = await startCollector();
    {
      await using system = await startTestRuntime({ 'judge.ts': judge }, {}, settings(collector));
      const definition = { name: 'Judged', blocks: [{ type: 'Judge' }] };
      const job = await system.runDefinition(definition, [{ metadata: { text: 'a' } }]);
      expect(job).toMatchObject({ status: 'completed', error: '' });
    }
    const spans = collector.spans();
    const [job] = named(spans, 'job Judged');
    const [call] = named(spans, 'chat');
    expect(call?.parentSpanId).toBe(job?.spanId);
    expect(call?.attributes).toMatchObject({ 'datagenflow.block.type': 'Judge' });
  });

  test.each([
    ['refuses', 503, 'it answered 503'],
    ['never answers', undefined, 'there was no time left'],
  ])('a collector that %s fails no job, and is warned of once', async (_, status, reason) => {
    await using collector = await startCollector();
    collector.status = status;
    const warnings: string[] = [];
    {
      await using system = await startTestRuntime({}, {}, settings(collector));
      const definition = {
        name: 'Demo',
        blocks: [{ type: 'TextGenerator', config: { user_prompt: 'Hi' } }],
      };
      const job = await system.runDefinition(definition, [{ repetitions: 600, metadata: {} }]);
      expect(job).toMatchObject({ status: 'completed', records_generated: 600 });
      await system.runtime[Symbol.asyncDispose]();
      warnings.push(...system.warnings.filter((warning) => warning.includes('Traces')));
    }
    expect(warnings).toEqual([expect.stringContaining(`${collector.url}: ${reason}`)]);
  });

  test('one that is not there does not either', async () => {
    const collector = await startCollector();
    await collector[Symbol.asyncDispose]();
    await using system = await startTestRuntime({}, {}, settings(collector));
    const definition = {
      name: 'Demo',
      blocks: [{ type: 'TextGenerator', config: { user_prompt: 'Hi' } }],
    };
    const job = await system.runDefinition(definition, [{ metadata: {} }]);
    expect(job.status).toBe('completed');
    await system.runtime[Symbol.asyncDispose]();
    const warnings = system.warnings.filter((warning) => warning.includes('Traces'));
    expect(warnings).toEqual([expect.stringContaining('ECONNREFUSED')]);
  });
});
