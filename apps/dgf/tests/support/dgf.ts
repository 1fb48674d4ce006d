import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startCommands, type Commands, type Ended } from './start-commands.js';

/** The program. */
export const BIN = fileURLToPath(new URL('../../bin/dgf.js', import.meta.url));

/** A command under way. */
export interface Started {
  child: ChildProcess;
  ended: Promise<Ended>;
  /** Resolves when stdout or stderr holds this text. */
  says(text: string): Promise<string>;
}

/** A directory to run `dgf` in. `write` makes the directories a name needs. */
export interface Workspace extends AsyncDisposable {
  path: string;
  write(name: string, content: unknown): Promise<string>;
  start(args: string[], env?: Record<string, string>): Started;
  run(args: string[], env?: Record<string, string>): Promise<Ended>;
  /** The same in a process that has run others before: for what needs no process of its own. */
  runWarm(args: string[], env?: Record<string, string>): Promise<Ended>;
}

/** What a workspace is given. */
export interface WorkspaceOptions {
  /** The program to run; by default that of this clone. */
  bin?: string;
  /** What runs warm commands; by default a process of this workspace. */
  commands?: Commands;
}

/** An empty directory, gone on dispose. */
export async function createWorkspace({
  bin = BIN,
  commands: shared,
}: WorkspaceOptions = {}): Promise<Workspace> {
  const path = await mkdtemp(join(tmpdir(), 'dgf-cli-'));
  const children = new Set<ChildProcess>();
  const environment = (env: Record<string, string>) => ({
    PATH: process.env['PATH'] ?? '',
    HOME: path,
    ...compileCache(),
    ...env,
  });
  let own: Commands | undefined;
  const start: Workspace['start'] = (args, env = {}) => {
    const child = spawn(process.execPath, [bin, ...args], {
      cwd: path,
      env: environment(env),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.add(child);
    return follow(child, () => children.delete(child));
  };
  return {
    path,
    start,
    run: (args, env) => start(args, env).ended,
    runWarm: (args, env = {}) => {
      const commands = shared ?? (own ??= startCommands());
      return commands.run({ directory: path, args, env: environment(env) });
    },
    write: async (name, content) => {
      const file = join(path, name);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
      return file;
    },
    [Symbol.asyncDispose]: async () => {
      await own?.[Symbol.asyncDispose]();
      for (const child of children) child.kill('SIGKILL');
      await rm(path, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    },
  };
}

/** Modules that this test run has compiled. */
function compileCache(): Record<string, string> {
  const { NODE_COMPILE_CACHE: directory } = process.env;
  return directory === undefined ? {} : { NODE_COMPILE_CACHE: directory };
}

function follow(child: ChildProcess, onEnd: () => void): Started {
  let stdout = '';
  let stderr = '';
  const waiting = new Set<() => void>();
  const tell = () => waiting.forEach((check) => check());
  child.stdout?.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    tell();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
    tell();
  });
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code) => {
      onEnd();
      resolve({ code, stdout, stderr });
    });
  });
  const says = (text: string) =>
    new Promise<string>((resolve, reject) => {
      const check = () => {
        if (!`${stdout}${stderr}`.includes(text)) return;
        waiting.delete(check);
        resolve(`${stdout}${stderr}`);
      };
      waiting.add(check);
      void ended.then((end) =>
        reject(new Error(`It ended without saying '${text}': ${end.stderr}`)),
      );
      check();
    });
  return { child, ended, says };
}
