import type { LogLine } from '@datagenflow/contracts';

/**
 * Makes what is written to stdout and stderr, by `console` too, a log line of the pass that writes
 * it. What no pass writes goes where it went.
 */
export function captureOutput(
  streams: Pick<NodeJS.Process, 'stdout' | 'stderr'>,
  logOf: () => ((line: LogLine) => void) | undefined,
): void {
  for (const [stream, level] of [
    [streams.stdout, 'info'],
    [streams.stderr, 'error'],
  ] as const) {
    const write = stream.write.bind(stream) as (...written: unknown[]) => boolean;
    stream.write = (...written: unknown[]): boolean => {
      const log = logOf();
      if (log === undefined) return write(...written);
      const [chunk, ...rest] = written;
      const text =
        typeof chunk === 'string' ? chunk : new TextDecoder().decode(chunk as Uint8Array);
      log({ level, message: text.replace(/\n$/, '') });
      const done = rest.at(-1);
      if (typeof done === 'function') process.nextTick(done);
      return true;
    };
  }
}
