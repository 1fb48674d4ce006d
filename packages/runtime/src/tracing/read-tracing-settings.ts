import type { ConfigError } from '@datagenflow/contracts';
import { Secret } from '@datagenflow/llm';
import { readPairs } from './read-pairs.js';

/** Where traces go, and what of them. */
export interface TracingConfig {
  /** Takes spans over HTTP as OTLP in JSON. */
  url: string;
  /** Sent along, by name. */
  headers: Readonly<Record<string, Secret>>;
  /** What this program is called in traces. */
  serviceName: string;
  /** What else is said of it. */
  resource: Readonly<Record<string, string>>;
  /** Share of the jobs that are traced, from 0 to 1. */
  sampleRatio: number;
  /** Longest time that sending a batch may take, in milliseconds. */
  timeoutMs: number;
}

/** Makes the error for a variable whose value is wrong. */
type Invalid = (name: string, value: string, allowed: string) => ConfigError;

const TRACES_PATH = '/v1/traces';
const LONGEST_TIMEOUT_MS = 600_000;

/**
 * Reads the variables of OpenTelemetry. Undefined without an endpoint, when `OTEL_SDK_DISABLED` is
 * true, or when no job would be traced: the other variables, which may be meant for other programs,
 * are not looked at then.
 */
export function readTracingSettings(
  env: Readonly<Record<string, string | undefined>>,
  invalid: Invalid,
): TracingConfig | undefined {
  const text = (name: string): string => env[name]?.trim() ?? '';
  const isDisabled = text('OTEL_SDK_DISABLED').toLowerCase() === 'true';
  if (isDisabled || text('OTEL_TRACES_EXPORTER') === 'none') return undefined;
  const url = readUrl(text, invalid);
  if (url === undefined) return undefined;
  const sampleRatio = readSampler(text, invalid);
  if (sampleRatio === 0) return undefined;
  checkExporter(text, invalid);
  const resource = readResource(text('OTEL_RESOURCE_ATTRIBUTES'), invalid);
  return {
    url,
    headers: readHeaders(text('OTEL_EXPORTER_OTLP_HEADERS'), invalid),
    serviceName: text('OTEL_SERVICE_NAME') || resource['service.name'] || 'datagenflow',
    resource,
    sampleRatio,
    timeoutMs: readTimeout(text('OTEL_EXPORTER_OTLP_TIMEOUT'), invalid),
  };
}

type Text = (name: string) => string;

function readUrl(text: Text, invalid: Invalid): string | undefined {
  const whole = text('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT');
  const given = whole || text('OTEL_EXPORTER_OTLP_ENDPOINT');
  if (given === '') return undefined;
  const url = URL.parse(given);
  const isWeb = url !== null && ['http:', 'https:'].includes(url.protocol);
  if (!isWeb || url.username !== '' || url.password !== '') {
    throw invalid(
      whole === '' ? 'OTEL_EXPORTER_OTLP_ENDPOINT' : 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
      '(not shown)',
      'a URL without a password, such as http://localhost:4318',
    );
  }
  if (whole === '') url.pathname = `${url.pathname.replace(/\/+$/, '')}${TRACES_PATH}`;
  return url.href;
}

/** The only ways to send traces that there are. */
function checkExporter(text: Text, invalid: Invalid): void {
  const exporter = text('OTEL_TRACES_EXPORTER');
  const protocol = text('OTEL_EXPORTER_OTLP_PROTOCOL');
  if (!['', 'otlp'].includes(exporter)) {
    throw invalid('OTEL_TRACES_EXPORTER', exporter, 'otlp or none');
  }
  if (!['', 'http/json'].includes(protocol)) {
    const allowed = 'http/json, at a port that takes it, usually 4318';
    throw invalid('OTEL_EXPORTER_OTLP_PROTOCOL', protocol, allowed);
  }
}

function readResource(text: string, invalid: Invalid): Record<string, string> {
  const pairs = readPairs(text);
  if (pairs !== undefined) return pairs;
  throw invalid('OTEL_RESOURCE_ATTRIBUTES', '(not shown)', 'pairs such as team=data,region=eu');
}

function readHeaders(text: string, invalid: Invalid): Record<string, Secret> {
  const pairs = Object.entries(readPairs(text) ?? { '': '' });
  if (pairs.every(([name, value]) => isHeader(name, value))) {
    return Object.fromEntries(pairs.map(([name, value]) => [name, new Secret(value)]));
  }
  throw invalid('OTEL_EXPORTER_OTLP_HEADERS', '(not shown)', 'pairs such as x-api-key=…,tenant=a');
}

function isHeader(name: string, value: string): boolean {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(name) && /^[\x20-\x7e]*$/.test(value);
}

function readTimeout(text: string, invalid: Invalid): number {
  const ms = text === '' ? 10_000 : Number(text);
  if (Number.isInteger(ms) && ms > 0 && ms <= LONGEST_TIMEOUT_MS) return ms;
  const allowed = `a whole number of milliseconds from 1 to ${LONGEST_TIMEOUT_MS}`;
  throw invalid('OTEL_EXPORTER_OTLP_TIMEOUT', text, allowed);
}

/** The share that is traced. Jobs have no parent, so samplers by parent decide as those without. */
function readSampler(text: Text, invalid: Invalid): number {
  const sampler = text('OTEL_TRACES_SAMPLER').replace(/^parentbased_/, '');
  const argument = text('OTEL_TRACES_SAMPLER_ARG');
  switch (sampler) {
    case '':
    case 'always_on':
      return 1;
    case 'always_off':
      return 0;
    case 'traceidratio': {
      const ratio = argument === '' ? 1 : Number(argument);
      if (ratio >= 0 && ratio <= 1) return ratio;
      throw invalid('OTEL_TRACES_SAMPLER_ARG', argument, 'a number from 0 to 1');
    }
    default:
      throw invalid('OTEL_TRACES_SAMPLER', sampler, 'always_on, always_off or traceidratio');
  }
}
