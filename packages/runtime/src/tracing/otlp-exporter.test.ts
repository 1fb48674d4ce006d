import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import { expect, test } from 'vitest';
import { OtlpExporter } from './otlp-exporter.js';

const config = {
  url: 'http://collector:4318/v1/traces?key=hunter2',
  headers: {},
  serviceName: 'datagenflow',
  resource: {},
  sampleRatio: 1,
  timeoutMs: 1_000,
};

const connectError = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });

test.each<[string, () => Promise<Response>]>([
  ['ECONNREFUSED', () => Promise.reject(new TypeError('fetch failed', { cause: connectError }))],
  ['it answered 503', () => Promise.resolve(new Response('', { status: 503 }))],
  ['It is never called', () => Promise.reject(new Error('It is never called.'))],
])(
  'what can’t be sent (%s) is dropped, and told of once, as one sentence',
  async (reason, send) => {
    const warnings: string[] = [];
    const exporter = new OtlpExporter(config, send, (message) => warnings.push(message));
    const ends: ExportResult[] = [];
    exporter.export([], (end) => ends.push(end));
    exporter.export([], (end) => ends.push(end));
    await exporter.shutdown();
    expect(ends.map(({ code }) => code)).toEqual([
      ExportResultCode.FAILED,
      ExportResultCode.FAILED,
    ]);
    expect(warnings).toEqual([
      `Traces can’t be sent to http://collector:4318: ${reason}. Jobs run on; what can’t be sent is dropped. This is said once.`,
    ]);
  },
);
