import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import type { TracingConfig } from './read-tracing-settings.js';

/**
 * Sends batches of spans over HTTP as OTLP in JSON. What can’t be sent is dropped, and nothing is
 * sent twice: a collector that is away costs its spans and no more. That it is is told once.
 */
export class OtlpExporter implements SpanExporter {
  readonly #config: TracingConfig;
  readonly #fetch: typeof fetch;
  readonly #warn: (message: string) => void;
  readonly #abort = new AbortController();
  readonly #sending = new Set<Promise<void>>();
  #hasWarned = false;

  constructor(config: TracingConfig, send: typeof fetch, warn: (message: string) => void) {
    this.#config = config;
    this.#fetch = send;
    this.#warn = warn;
  }

  export(spans: ReadableSpan[], settle: (result: ExportResult) => void): void {
    const sent = this.#try(spans).then((code) => {
      this.#sending.delete(sent);
      settle({ code });
    });
    this.#sending.add(sent);
  }

  /** Waits for what is being sent. */
  async forceFlush(): Promise<void> {
    await Promise.all(this.#sending);
  }

  async shutdown(): Promise<void> {
    await this.forceFlush();
  }

  /** Drops what is being sent, and all that comes. */
  abort(): void {
    this.#abort.abort(new Error('there was no time left'));
  }

  async #try(spans: ReadableSpan[]): Promise<ExportResultCode> {
    try {
      await this.#send(spans);
      return ExportResultCode.SUCCESS;
    } catch (error) {
      this.#tell(error);
      return ExportResultCode.FAILED;
    }
  }

  async #send(spans: ReadableSpan[]): Promise<void> {
    const { url, headers, timeoutMs } = this.#config;
    const body = JsonTraceSerializer.serializeRequest(spans);
    if (body === undefined) return;
    const secrets = Object.entries(headers).map(([name, value]) => [name, value.reveal()]);
    const response = await this.#fetch(url, {
      method: 'POST',
      headers: { ...Object.fromEntries(secrets), 'content-type': 'application/json' },
      body: new TextDecoder().decode(body),
      signal: AbortSignal.any([this.#abort.signal, AbortSignal.timeout(timeoutMs)]),
    });
    if (!response.ok) throw new Error(`it answered ${response.status}`);
  }

  #tell(error: unknown): void {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    const { origin } = new URL(this.#config.url);
    this.#warn(
      `Traces can’t be sent to ${origin}: ${reasonOf(error)}. Jobs run on; what can’t be sent is dropped. This is said once.`,
    );
  }
}

/** The code of a failed connection, else what the error says, to stand within a sentence. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (cause instanceof Error && 'code' in cause) return String(cause.code);
  return error.message.replace(/\.$/, '');
}
