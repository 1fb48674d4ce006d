import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { tasks } from '../../scripts/tasks.mjs';
import { prepareToolchain } from '../../scripts/toolchain.mjs';
import { readManifest } from '../../scripts/workspace.mjs';
import { root } from './planted-workspace.js';

const documented = [
  'dev',
  'lint',
  'typecheck',
  'format',
  'build',
  'start',
  'test',
  'dgf',
  'verify',
];

describe('the commands of the repository', () => {
  test('DEV-14 every documented command is a script of package.json', () => {
    expect(Object.keys(readManifest(root)['scripts'])).toEqual(expect.arrayContaining(documented));
  });

  test('DEV-14 every script runs the task of its name', () => {
    for (const [name, command] of Object.entries(readManifest(root)['scripts'])) {
      expect(command).toBe(`node scripts/run.mjs ${name}`);
      expect(Object.keys(tasks)).toContain(name);
    }
  });

  test('DEV-14 an unknown task is refused with the list of tasks, on stderr', () => {
    const { status, stdout, stderr } = runTask(['nonsense']);
    expect(stderr).toContain('Tasks: start, dgf, dev');
    expect(stdout).toBe('');
    expect(status).toBe(1);
  });

  test('a machine without prepared binaries and with an old Node is told what to install', async () => {
    const machine = { platform: 'sunos', arch: 'x64', nodeVersion: '20.1.0', nodePath: '/node' };
    await expect(prepareToolchain(root, machine, {})).rejects.toThrow(
      'DataGenFlow needs Node 22.22 or newer; this is 20.1.0 on sunos-x64. Install Node 24',
    );
  });

  test('npm variables do not reach the tasks', async () => {
    const machine = { platform: 'linux', arch: 'x64', nodeVersion: '24.0.0', nodePath: '/n/node' };
    const environment = { PATH: '/bin', npm_config_prefix: '/x', INIT_CWD: '/y', HOME: '/home/me' };
    const { node, env } = await prepareToolchain(root, machine, environment);
    expect(node).toBe('/n/node');
    expect(env['PATH']?.split(path.delimiter)).toContain('/n');
    expect(Object.keys(env).filter((name) => !(name in environment))).toEqual([
      'TURBO_TELEMETRY_DISABLED',
      'DO_NOT_TRACK',
    ]);
    expect(env).not.toHaveProperty('npm_config_prefix');
    expect(env).not.toHaveProperty('INIT_CWD');
  });

  test('a signal that arrives twice reaches the program once, and its exit code is passed on', async () => {
    const parent = spawn(process.execPath, evaluate(runInForeground(countingSignals, {})));
    await once(parent.stdout, 'data');
    parent.kill('SIGINT');
    parent.kill('SIGINT');
    const [code] = await once(parent, 'close');
    expect(code).toBe(41);
  });

  test('a program ends with the shell of npm, which passes no signal on', async () => {
    const inner = evaluate(runInForeground(countingSignals, { endsWithParent: true }));
    const shell = spawn('sh', ['-c', '"$0" "$@"; exit', process.execPath, ...inner]);
    const [output] = (await once(shell.stdout, 'data')) as [Buffer];
    expect(output.toString()).toBe('ready\n');
    shell.kill('SIGTERM');
    await once(shell, 'close');
    expect(shell.signalCode).toBe('SIGTERM');
  });
});

const countingSignals = `
  let count = 0;
  const end = () => { count += 1; setTimeout(() => process.exit(40 + count), 200); };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  setInterval(() => {}, 1000);
  console.log('ready');`;

function runInForeground(program: string, options: { endsWithParent?: boolean }): string {
  const script = path.join(root, 'scripts', 'process.mjs');
  return `
    import { runForeground } from ${JSON.stringify(script)};
    const args = ['--eval', ${JSON.stringify(program)}];
    const place = { cwd: process.cwd(), env: process.env };
    process.exitCode = await runForeground(process.execPath, args, place, ${JSON.stringify(options)});`;
}

function evaluate(module: string): string[] {
  return ['--input-type=module', '--eval', module];
}

function runTask(args: string[]) {
  const script = path.join(root, 'scripts', 'run.mjs');
  return spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
}
