import { ConfigError } from '@datagenflow/contracts';
import { describe, expect, test } from 'vitest';
import { readTracingSettings } from './read-tracing-settings.js';

const invalid = (name: string, value: string, allowed: string) =>
  new ConfigError(`${name}=${value}: ${allowed}`, { code: 'setting_invalid' });
const read = (env: Record<string, string>) => readTracingSettings(env, invalid);
const OTEL_EXPORTER_OTLP_ENDPOINT = 'http://collector:4318';
const base = { OTEL_EXPORTER_OTLP_ENDPOINT };

describe('readTracingSettings', () => {
  test('an endpoint is all it takes', () => {
    expect(read({})).toBeUndefined();
    expect(read(base)).toEqual({
      url: 'http://collector:4318/v1/traces',
      headers: {},
      serviceName: 'datagenflow',
      resource: {},
      sampleRatio: 1,
      timeoutMs: 10_000,
    });
  });

  test('the endpoint of traces is taken as it is, the other one is where paths start', () => {
    const whole = { ...base, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://otel.test/x?tenant=a' };
    expect(read(whole)?.url).toBe('https://otel.test/x?tenant=a');
    const path = { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://cloud.test/api/public/otel/' };
    expect(read(path)?.url).toBe('https://cloud.test/api/public/otel/v1/traces');
    const query = { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://cloud.test?tenant=a' };
    expect(read(query)?.url).toBe('https://cloud.test/v1/traces?tenant=a');
  });

  test('headers are secrets, percent-decoded', () => {
    const text = 'Authorization=Basic%20cGs6c2s=, x-tenant = a';
    const headers = read({ ...base, OTEL_EXPORTER_OTLP_HEADERS: text })?.headers;
    expect(JSON.stringify(headers)).not.toContain('cGs6c2s');
    expect(headers?.['Authorization']?.reveal()).toBe('Basic cGs6c2s=');
    expect(headers?.['x-tenant']?.reveal()).toBe('a');
  });

  test('the name of the service comes before what the attributes say', () => {
    const named = { ...base, OTEL_RESOURCE_ATTRIBUTES: 'service.name=b,team=data%2Cml' };
    expect(read(named)).toMatchObject({ serviceName: 'b', resource: { team: 'data,ml' } });
    expect(read({ ...named, OTEL_SERVICE_NAME: 'a' })?.serviceName).toBe('a');
  });

  test.each([
    [{ OTEL_TRACES_SAMPLER: 'parentbased_always_on' }, 1],
    [{ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.25' }, 0.25],
    [{ OTEL_TRACES_SAMPLER: 'parentbased_traceidratio' }, 1],
    [{ OTEL_TRACES_SAMPLER: 'always_off' }, undefined],
    [{ OTEL_SDK_DISABLED: 'TRUE' }, undefined],
    [{ OTEL_TRACES_EXPORTER: 'none' }, undefined],
  ])('%o traces this share of the jobs: %s', (env, ratio) => {
    expect(read({ ...base, ...env })?.sampleRatio).toBe(ratio);
  });

  test.each([
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' }],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://' }],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://me:hunter2@collector:4318' }],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'ftp://hunter2' }],
    [{ OTEL_EXPORTER_OTLP_HEADERS: 'hunter2' }],
    [{ OTEL_EXPORTER_OTLP_HEADERS: 'a b=hunter2' }],
    [{ OTEL_EXPORTER_OTLP_HEADERS: 'a=hunter2%0d%0ab:c' }],
    [{ OTEL_EXPORTER_OTLP_HEADERS: 'a=hunter2%' }],
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }],
    [{ OTEL_EXPORTER_OTLP_TIMEOUT: '0' }],
    [{ OTEL_TRACES_EXPORTER: 'zipkin' }],
    [{ OTEL_RESOURCE_ATTRIBUTES: 'hunter2' }],
    [{ OTEL_TRACES_SAMPLER: 'jaeger_remote' }],
    [{ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '2' }],
  ])('%o is an error that names the variable and shows nothing secret', (env) => {
    const wrong = () => read({ ...base, ...env });
    expect(wrong).toThrow(new RegExp(`^${Object.keys(env).at(-1)}=`));
    expect(wrong).not.toThrow('hunter2');
  });

  test.each([
    [{}],
    [{ ...base, OTEL_SDK_DISABLED: 'true' }],
    [{ ...base, OTEL_TRACES_EXPORTER: 'none' }],
  ])('what is meant for other programs is no error when there are no traces: %o', (env) => {
    const others = {
      OTEL_EXPORTER_OTLP_HEADERS: 'x',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
      OTEL_EXPORTER_OTLP_TIMEOUT: 'soon',
      OTEL_RESOURCE_ATTRIBUTES: 'x',
      OTEL_TRACES_SAMPLER: 'jaeger_remote',
    };
    expect(read({ ...others, ...env })).toBeUndefined();
  });
});
