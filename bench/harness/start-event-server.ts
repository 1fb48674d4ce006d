import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { EventServerState } from './event-server-process.ts';

/** A server in a process of its own that makes up events. */
export interface EventServer extends AsyncDisposable {
  url: string;
  port: number;
  /** Makes up so many events a second from now on, and tells how it is. */
  ask(perSecond: number): Promise<EventServerState>;
}

/** Starts one on a new data directory. */
export async function startEventServer(directory: string): Promise<EventServer> {
  const child = fork(fileURLToPath(new URL('./event-server-process.ts', import.meta.url)));
  const send = async (message: object): Promise<EventServerState> => {
    child.send(message);
    const [state] = await once(child, 'message');
    return state as EventServerState;
  };
  const { port } = await send({ directory });
  return {
    url: `http://localhost:${port}`,
    port,
    ask: (perSecond) => send({ perSecond }),
    async [Symbol.asyncDispose]() {
      const gone = once(child, 'exit');
      child.disconnect();
      await gone;
    },
  };
}
