import { addUsage, type Json, type Usage } from '@datagenflow/contracts';
import type { BlockModels, JobContext } from '../context/job-context.js';
import type { BlockPorts } from './block-ports.js';

/** Model calls of one pass, and the usage they add up to. */
export interface ConnectedModels {
  llm: BlockModels;
  embed: JobContext['embed'];
  /** `before` plus what was called since. */
  usage: () => Usage;
}

/** Connects a context to the ports. Nothing is sent once the signal is aborted. */
export function connectModels(
  before: Usage,
  ports: BlockPorts,
  signal: AbortSignal,
): ConnectedModels {
  let usage = before;
  const call = async <A extends { usage: Usage }>(send: () => Promise<A>): Promise<A> => {
    signal.throwIfAborted();
    const answer = await send();
    usage = addUsage(usage, answer.usage);
    return answer;
  };
  return {
    llm: {
      chat: (request) => call(() => ports.chat(request)),
      generate: async ({ schema, ...request }) => {
        const plain = JSON.parse(JSON.stringify(schema)) as { [key: string]: Json };
        return (await call(() => ports.generate({ ...request, schema: plain }))) as never;
      },
    },
    embed: async (texts, options) => {
      if (texts.length === 0) return [];
      const { embeddings } = await call(() => ports.embed({ texts: [...texts], ...options }));
      return embeddings;
    },
    usage: () => usage,
  };
}
