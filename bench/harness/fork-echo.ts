import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A process that does nothing but answer: no block host can be faster. */
export interface EchoProcess extends AsyncDisposable {
  ask(text: string): Promise<string>;
}

/** Starts one, that speaks as block hosts do. */
export function forkEcho(): EchoProcess {
  const program = fileURLToPath(new URL('./echo-process.ts', import.meta.url));
  const child = fork(program, { serialization: 'advanced' });
  const waiting: ((text: string) => void)[] = [];
  child.on('message', ({ text }: { text: string }) => waiting.shift()?.(text));
  return {
    ask: (text) =>
      new Promise((resolve) => {
        waiting.push(resolve);
        child.send({ text });
      }),
    async [Symbol.asyncDispose]() {
      const gone = once(child, 'exit');
      child.disconnect();
      await gone;
    },
  };
}
