import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@datagenflow/contracts';
import { isRunning } from '@datagenflow/extensions/testing';
import { expect, test, vi } from 'vitest';
import { createRuntime, readConfig, type RuntimeOptions } from '../src/index.js';
import { forkRunner } from '../src/runner/fork-runner.js';
import { RunnerChild } from '../src/runner/runner-child.js';
import { RunnerSupervisor } from '../src/runner/runner-supervisor.js';
import { toWireConfig } from '../src/runner/wire-config.js';

const SOON = { timeout: 30_000 };

const warn = (): void => undefined;
const child: RuntimeOptions = { warn, runner: 'child' };

/** Processes that this one has started and that have not ended. */
function countProcesses(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'ProcessWrap').length;
}

test('a process that was started for nothing ends at once when the data directory is taken', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'dgf-fork-'));
  const config = readConfig(dir, {});
  {
    await using _ = await createRuntime(config, { warn });
    const before = countProcesses();
    await expect(createRuntime(config, child)).rejects.toMatchObject({ code: 'instance_locked' });
    await vi.waitFor(() => expect(countProcesses()).toBeLessThanOrEqual(before), SOON);
  }
  await rm(dir, { recursive: true });
});

test('disposing of a started process ends it, however far it has come', async () => {
  const { child: started, ended, [Symbol.asyncDispose]: dispose } = forkRunner();
  await dispose();
  expect(isRunning(started.pid ?? 0)).toBe(false);
  expect(await ended).toEqual({ code: null, signal: 'SIGKILL' });
  await dispose();
});

test('one that had ended before it was to open is reported as unavailable', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'dgf-fork-'));
  const fork = forkRunner();
  await fork[Symbol.asyncDispose]();
  const opening = { config: toWireConfig(readConfig(dir, {})), owner: 'a', isBlamed: false };
  const runner = new RunnerChild(fork, opening, systemClock, () => undefined);
  await expect(runner.ready).rejects.toMatchObject({ code: 'runner_unavailable' });
  expect(await runner.ended).toMatchObject({ reason: 'was ended by SIGKILL', isOwnDoing: false });
  await rm(dir, { recursive: true });
});

test('one that the system refuses to start has died, and is tried again', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'dgf-fork-'));
  const config = readConfig(dir, {});
  await mkdir(config.dataDir);
  const said: string[] = [];
  let refusals = 0;
  {
    await using supervisor = new RunnerSupervisor(
      {
        config,
        clock: systemClock,
        warn: (message) => said.push(message),
        hear: () => undefined,
        takeUp: async () => undefined,
        fork: () => {
          refusals += 1;
          if (refusals <= 2) throw new Error('spawn ENOMEM');
          return forkRunner();
        },
      },
      forkRunner(),
    );
    await supervisor.opened();
    const first = supervisor.require();
    supervisor.kill();
    await first.ended;
    await vi.waitFor(() => expect(supervisor.require()).not.toBe(first), { timeout: 30_000 });
  }
  expect(said.filter((text) => text.includes('could not be started: Error: spawn'))).toHaveLength(
    2,
  );
  await rm(dir, { recursive: true });
});
