/** What a block does wrong, and the code that says so. Its time is 20 s where nothing is said. */
export const HOSTILE_ACTS = [
  { act: 'spin', code: 'step_timeout', timeoutMs: 1_000, body: 'for (;;);' },
  { act: 'never', code: 'step_timeout', timeoutMs: 1_000, body: 'await new Promise(() => {});' },
  {
    act: 'hoard',
    code: 'host_crashed',
    body: 'const all = []; for (;;) all.push(new Array(4e6).fill(all.length + 0.5));',
  },
  { act: 'exit', code: 'host_crashed', body: 'process.exit(0);' },
  {
    act: 'kill',
    code: 'host_crashed',
    body: `process.kill(process.pid, 'SIGKILL'); await new Promise(() => {});`,
  },
  {
    act: 'reject',
    code: 'block_execution_failed',
    body: `Promise.reject(new Error('caught by nobody')); await new Promise(() => {});`,
  },
  {
    act: 'chatter',
    code: 'block_execution_failed',
    body: `for (let n = 0; n < 1e6; n += 1) {
        console.log('line', n);
        if (n % 1e4 === 0) await new Promise(setImmediate);
      }
      throw new Error('said enough');`,
  },
  { act: 'function', code: 'not_json', body: 'return { done: () => true };' },
  {
    act: 'mutate',
    code: 'block_execution_failed',
    body: `context.state.act = 'good'; return { done: true };`,
  },
  { act: 'text', code: 'block_execution_failed', body: `throw 'no error at all';` },
  { act: 'nothing', code: 'block_execution_failed', body: 'throw undefined;' },
] as const;

/** Files that do harm while they are loaded, by the type that their name suggests. */
export const HOSTILE_FILES = {
  ThrowsAtOnce: `throw new Error('not even loaded');`,
  SpinsAtOnce: 'for (;;);',
} as const;

/** A block that does what the field `act` says; unless it is one of the acts, nothing wrong. */
export function hostileSource(): string {
  const cases = HOSTILE_ACTS.map(({ act, body }) => `      case '${act}': { ${body} }`);
  return `import { BaseBlock, block } from '@datagenflow/block-sdk';
export const Hostile = block(
  class extends BaseBlock.define({
    name: 'Hostile', description: 'Does harm', inputs: ['act'], outputs: ['done'],
  }) {
    async execute(context) {
      switch (context.get('act', 'good')) {
${cases.join('\n')}
      }
      return { done: true };
    }
  },
);
`;
}
