import { Flags } from '@oclif/core';
import { findWebDir, startServer, type RunningServer } from '@datagenflow/api';
import { createRuntime, examineRuntime, tokenFile, type Runtime } from '@datagenflow/runtime';
import { DgfCommand } from '../command/dgf-command.js';
import { describeStop } from '../output/describe-stop.js';
import { onInterrupt } from '../program/on-interrupt.js';
import { openPage } from '../program/open-page.js';

/** What is in flight may take so long to end; service managers kill after ten seconds in all. */
const DRAIN_MS = 6_000;

/** Serves the API and the pages until it is stopped. */
export default class Start extends DgfCommand {
  static override summary = 'Start the server and its pages';
  static override description =
    'Serves the API and the pages, on this machine only unless HOST says otherwise; then a token is needed, and a link to sign in with is shown. Jobs that had not ended go on. Ctrl-C stops it; nothing is lost.';
  static override examples = [
    '<%= config.bin %> start',
    '<%= config.bin %> start --port 8080',
    '<%= config.bin %> start --open',
    'HOST=0.0.0.0 <%= config.bin %> start',
  ];
  static override enableJsonFlag = false;
  static override flags = {
    port: Flags.integer({
      char: 'p',
      description: 'Port to listen on',
      env: 'PORT',
      min: 0,
      max: 65_535,
    }),
    open: Flags.boolean({ description: 'Open the pages in the browser' }),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(Start);
    const config = this.readConfig(flags, { PORT: flags.port?.toString() });
    const stop = new Promise<void>((interrupted) => onInterrupt(interrupted));
    const options = { warn: this.sayWarning, log: this.writeLog, runner: 'child' } as const;
    await using runtime = await createRuntime(config, options);
    const webDir = findWebDir();
    await using server = await startServer(runtime, {
      webDir,
      reportBug: (traceId, error) =>
        runtime.log('error', `Unexpected error, trace id ${traceId}`, { traceId, error }),
    });
    await runtime.runner.start();
    this.log(await describe(runtime, server, webDir !== undefined));
    for (const { message, fix = '' } of await examineRuntime(runtime)) {
      this.sayWarning(`${message}. ${fix}`);
    }
    if (flags.open && !(await openPage(server.signInUrl ?? server.url))) {
      this.sayWarning('There is no program here that opens a browser. Open the address above.');
    }
    await stop;
    this.log(
      `\nStopping: what is in flight has ${DRAIN_MS / 1_000} seconds to end. Ctrl-C stops at once.`,
    );
    server.stopAccepting();
    this.log(describeStop(await runtime.runner.drain(DRAIN_MS)));
  }
}

async function describe(
  runtime: Runtime,
  { url, signInUrl }: RunningServer,
  hasPages: boolean,
): Promise<string> {
  const models = await runtime.storage.models.list('llm');
  const model = models.find(({ is_default }) => is_default);
  const demo = model?.provider === 'demo' ? ' (demo — not an AI; no key needed)' : '';
  const lines: [string, string][] = [
    ['Open', hasPages ? url : `${url}/api (the pages are not built: npm run build)`],
    ...signInLines(runtime, signInUrl),
    ['Data', runtime.config.databaseUrl === undefined ? runtime.config.dataDir : 'PostgreSQL'],
    ['Model', `${model?.name ?? 'none'}${demo}`],
    ['Stop', 'Ctrl-C'],
  ];
  return [
    '',
    'DataGenFlow is ready',
    ...lines.map(([name, value]) => `  ${name.padEnd(8)} ${value}`),
    '',
  ].join('\n');
}

/** Printed once per start: who can read the log may sign in, as who can read the token’s file. */
function signInLines({ config }: Runtime, signInUrl: string | undefined): [string, string][] {
  if (signInUrl === undefined) return [];
  const from = config.token === undefined ? tokenFile(config.dataDir) : 'DATAGENFLOW_TOKEN';
  return [
    ['Sign in', `${signInUrl} (once, within an hour)`],
    ['Token', `in ${from}; every other machine needs it`],
  ];
}
