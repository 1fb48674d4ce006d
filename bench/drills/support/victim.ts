import path from 'node:path';
import { isRunning } from '@datagenflow/extensions/testing';
import { readInstanceInfo } from '@datagenflow/storage';
import { launchServer, type Ended, type LaunchedServer } from './launch-server.ts';
import type { Kill } from './plan-kills.ts';
import { waitUntil } from './wait-until.ts';

/** A server that is killed, or whose runner is, and that comes back on the same directory. */
export class Victim implements AsyncDisposable {
  readonly #directory: string;
  readonly #env: Record<string, string>;
  readonly #dead = new Set<number>();
  #server: LaunchedServer;

  constructor(directory: string, env: Record<string, string>) {
    this.#directory = directory;
    this.#env = env;
    this.#server = launchServer(directory, env);
  }

  /** Database of the server. */
  get databasePath(): string {
    return path.join(this.#directory, 'data', 'datagenflow.db');
  }

  /**
   * Kills by SIGKILL and resolves once it and its runner are gone. A killed server is started
   * again at once; a killed runner is the server’s to replace. Answers when that began.
   */
  async kill(target: Kill['target']): Promise<number> {
    return target === 'runner' ? this.#killRunner() : this.#killServer();
  }

  /** SIGTERM. */
  stop(): Promise<Ended> {
    return this.#server.stop();
  }

  /** What the server answers to a GET, or to a POST, or another method, with a body. */
  async request(route: string, body?: FormData | object, method?: 'PUT'): Promise<Response> {
    const url = await this.#server.ready;
    if (url === undefined) throw new Error(`It ended: ${(await this.#server.ended).output}`);
    return await fetch(`${url}${route}`, requestOf(body, method));
  }

  /**
   * The same.
   * @throws Error when that is no success
   */
  async ask(route: string, body?: FormData | object, method?: 'PUT'): Promise<Response> {
    const response = await this.request(route, body, method);
    if (!response.ok) throw new Error(`${route}: ${response.status} ${await response.text()}`);
    return response;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.kill();
  }

  async #killRunner(): Promise<number> {
    const pid = await waitUntil('a runner', () => this.#findRunner());
    process.kill(pid, 'SIGKILL');
    const killedAt = performance.now();
    await this.#buried(pid);
    return killedAt;
  }

  async #killServer(): Promise<number> {
    const runner = await this.#findRunner();
    await this.#server.kill();
    const startedAt = performance.now();
    this.#server = launchServer(this.#directory, this.#env);
    if (runner !== undefined) await this.#buried(runner);
    return startedAt;
  }

  async #findRunner(): Promise<number | undefined> {
    const info = await readInstanceInfo(path.join(this.#directory, 'data', 'runner'));
    return info !== null && !this.#dead.has(info.pid) && isRunning(info.pid) ? info.pid : undefined;
  }

  async #buried(pid: number): Promise<void> {
    this.#dead.add(pid);
    await waitUntil(`the end of process ${pid}`, () => (isRunning(pid) ? undefined : true));
  }
}

function requestOf(body: FormData | object | undefined, method = 'POST'): RequestInit {
  if (body === undefined) return {};
  if (body instanceof FormData) return { method, body };
  const headers = { 'content-type': 'application/json' };
  return { method, headers, body: JSON.stringify(body) };
}
