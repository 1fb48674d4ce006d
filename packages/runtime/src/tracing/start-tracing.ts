import { createGuardedFetch } from '@datagenflow/llm';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { JobSpans } from './job-spans.js';
import { OtlpExporter } from './otlp-exporter.js';
import type { TracingConfig } from './read-tracing-settings.js';
import type { Tracing, TracingParts } from './tracing.js';

/** What is left to send when tracing ends may take so long. */
const FLUSH_MS = 1_000;

/** Spans that wait to be sent at most; what comes then is dropped. */
const MAX_QUEUE = 8_192;

/** Starts tracing, with a provider of its own: nothing becomes the global one. */
export function startTracing(config: TracingConfig, { clock, scrub, warn }: TracingParts): Tracing {
  const exporter = new OtlpExporter(config, createGuardedFetch(clock), warn);
  const provider = new TracerProvider({
    resource: defaultResource().merge(
      resourceFromAttributes({ ...config.resource, 'service.name': config.serviceName }),
    ),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(config.sampleRatio) }),
    spanProcessors: [new BatchSpanProcessor({ exporter, maxQueueSize: MAX_QUEUE })],
  });
  const spans = new JobSpans(provider.getTracer('datagenflow'), scrub);
  return {
    observer: spans,
    hear: (event) => spans.hear(event),
    [Symbol.asyncDispose]: async () => {
      spans.endAll();
      const isSent = new AbortController();
      const limit = clock.sleep(FLUSH_MS, isSent.signal).then(
        () => exporter.abort(),
        () => undefined,
      );
      await provider.shutdown().catch(() => undefined);
      await exporter.forceFlush();
      isSent.abort();
      await limit;
    },
  };
}
