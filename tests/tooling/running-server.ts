import { once } from 'node:events';
import path from 'node:path';
import { startCommand } from '../../scripts/process.mjs';
import { root } from './planted-workspace.js';

/** A server of this repository in a directory of its own, stopped on dispose. */
export class RunningServer implements AsyncDisposable {
  readonly #child: ReturnType<typeof startCommand>;
  readonly #url: string;

  private constructor(child: ReturnType<typeof startCommand>, url: string) {
    this.#child = child;
    this.#url = url;
  }

  /** Starts `dgf start` on a free port and waits until it says where it is. */
  static async start(
    directory: string,
    { node, env }: { node: string; env: NodeJS.ProcessEnv },
  ): Promise<RunningServer> {
    const program = path.join(root, 'apps', 'dgf', 'bin', 'dgf.js');
    const child = startCommand(node, [program, 'start'], {
      cwd: directory,
      env: { ...env, PORT: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    const url = new Promise<string>((resolve, reject) => {
      const read = (chunk: Buffer): void => {
        said += chunk.toString();
        const [, address] = /(http:\/\/localhost:\d+)/.exec(said) ?? [];
        if (address !== undefined) resolve(address);
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.once('close', () => reject(new Error(`The server ended:\n${said}`)));
    });
    return new RunningServer(child, await url);
  }

  /** Asks for JSON; with a body, posts it. */
  async ask(address: string, body?: unknown): Promise<unknown> {
    const headers = { 'Content-Type': 'application/json' };
    const post = { method: 'POST', headers, body: JSON.stringify(body) };
    const response = await fetch(`${this.#url}${address}`, body === undefined ? {} : post);
    return response.json();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = once(this.#child, 'close');
    this.#child.kill('SIGTERM');
    await ended;
  }
}
