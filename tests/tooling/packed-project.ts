import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runQuietly, toolScript } from '../../scripts/process.mjs';
import { describeMachine, prepareToolchain } from '../../scripts/toolchain.mjs';
import { readManifest } from '../../scripts/workspace.mjs';
import { root } from './planted-workspace.js';
import { RunningServer } from './running-server.js';

/** What someone gets who installs the SDK: it and what it needs of this repository. */
export const packedNames = ['contracts', 'prompts', 'schemas', 'block-sdk'];

const support = path.join(root, 'examples', 'custom-block');
const team = path.join(root, 'examples', 'team-extensions');

/** How a command ended. */
export interface CommandResult {
  code: number;
  output: string;
}

/** What to run with `dgf`, and where. */
export interface PipelineOptions {
  /** Directory that holds the seeds. */
  directory: string;
  /** A file in it, or the id of a template. */
  pipeline?: string;
  userBlocks?: string;
}

type State = Record<string, unknown>;

/** What became of a run: the state of each record, and what it said. */
export interface PipelineRun {
  states: State[];
  output: string;
}

/**
 * The examples outside this repository, with the packed SDK installed by npm as its users would get
 * it, and the programs of this repository to run them with. They share one installation, in the
 * directory above them.
 */
export class PackedProject implements Disposable {
  readonly #base = mkdtempSync(path.join(tmpdir(), 'datagenflow-packed-'));
  readonly #archives: Record<string, string> = {};
  readonly #toolchain: { node: string; env: NodeJS.ProcessEnv };

  /** Where the package of blocks lies. */
  readonly support = path.join(this.#base, 'support-blocks');
  /** Where the directory of a team lies. */
  readonly team = path.join(this.#base, 'team-extensions');
  /** What is installed. */
  readonly modules = path.join(this.#base, 'node_modules');
  /** User blocks of a team that installed the package of blocks. */
  readonly userBlocks = path.join(this.#base, 'user_blocks');

  private constructor(toolchain: { node: string; env: NodeJS.ProcessEnv }) {
    this.#toolchain = toolchain;
  }

  /** Builds and packs what is needed and installs it. */
  static async create(): Promise<PackedProject> {
    const project = new PackedProject(await prepareToolchain(root, describeMachine(), process.env));
    try {
      await project.#pack();
      await project.#installExamples();
      return project;
    } catch (error) {
      project[Symbol.dispose]();
      throw error;
    }
  }

  /** Runs Node. */
  node(args: string[], cwd: string, more: NodeJS.ProcessEnv = {}): Promise<CommandResult> {
    const { node, env } = this.#toolchain;
    return runQuietly(node, args, { cwd, env: { ...env, ...more } });
  }

  /** Compiles a directory with the TypeScript that is installed for it. */
  compile(directory: string): Promise<CommandResult> {
    return this.node([toolScript(this.#base, 'typescript', 'tsc'), '--noEmit'], directory);
  }

  /** Runs the tests of a directory with vitest. */
  runVitest(directory: string): Promise<CommandResult> {
    return this.node([toolScript(root, 'vitest'), 'run'], directory, { NO_COLOR: '1' });
  }

  /** A directory of its own with these files. */
  writeFiles(name: string, files: Readonly<Record<string, string>>): string {
    const directory = path.join(this.#base, name);
    for (const [file, text] of Object.entries(files)) {
      const target = path.join(directory, file);
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(target, text);
    }
    return directory;
  }

  /** Builds `dgf`, where it changed. */
  buildProgram(): Promise<void> {
    return this.#build('apps/dgf');
  }

  /** Runs a pipeline over `seeds.json` with `dgf`. */
  async runPipeline(options: PipelineOptions): Promise<PipelineRun> {
    const { directory, pipeline = 'flow.yaml', userBlocks } = options;
    const records = path.join(mkdtempSync(path.join(this.#base, 'run-')), 'records.jsonl');
    const program = path.join(root, 'apps', 'dgf', 'bin', 'dgf.js');
    const where = ['-o', records, '--data-dir', path.join(path.dirname(records), 'data')];
    const run = await this.node([program, 'run', pipeline, 'seeds.json', ...where], directory, {
      ...(userBlocks && { DATAGENFLOW_BLOCKS_PATH: userBlocks }),
    });
    expectSuccess('dgf run', run);
    const lines = readFileSync(records, 'utf8').trim().split('\n');
    const states = lines.map((line) => JSON.parse(line).accumulated_state as State);
    return { states, output: run.output };
  }

  /** Starts a server. */
  startServer(directory: string): Promise<RunningServer> {
    return RunningServer.start(directory, this.#toolchain);
  }

  /** User blocks with the sources of the package in a folder of their own. */
  async copySources(): Promise<string> {
    const userBlocks = path.join(mkdtempSync(path.join(this.#base, 'copied-')), 'user_blocks');
    await cp(path.join(support, 'src'), path.join(userBlocks, 'support'), { recursive: true });
    return userBlocks;
  }

  /** Packs the package of blocks, installs that in the user blocks of a team, and re-exports it. */
  async installInUserBlocks(): Promise<string> {
    const pack = ['pack', '--pack-destination', this.#base];
    expectSuccess('npm pack', await this.#run('npm', pack, this.support));
    const archive = path.join(this.#base, 'support-blocks-1.0.0.tgz');
    mkdirSync(this.userBlocks);
    await this.#install(this.userBlocks, { 'support-blocks': `file:${archive}` });
    const text = "export * from 'support-blocks';\n";
    writeFileSync(path.join(this.userBlocks, 'support.ts'), text);
    return this.userBlocks;
  }

  [Symbol.dispose](): void {
    rmSync(this.#base, { recursive: true, force: true });
  }

  async #build(directory: string): Promise<void> {
    const build = [toolScript(root, 'typescript', 'tsc'), '-b', directory];
    expectSuccess(`tsc -b ${directory}`, await this.node(build, root));
  }

  async #pack(): Promise<void> {
    await this.#build('packages/block-sdk');
    for (const name of packedNames) {
      const archive = path.join(this.#base, `${name}.tgz`);
      const cwd = path.join(root, 'packages', name);
      expectSuccess('pnpm pack', await this.#run('pnpm', ['pack', '--out', archive], cwd));
      this.#archives[`@datagenflow/${name}`] = `file:${archive}`;
    }
  }

  /** Vitest is as large as all the rest, so the one of this repository stands in for it. */
  async #installExamples(): Promise<void> {
    const isSource = (file: string) => !['node_modules', 'dist'].includes(path.basename(file));
    await cp(support, this.support, { recursive: true, filter: isSource });
    await cp(team, this.team, { recursive: true, filter: isSource });
    const { vitest: _, ...wanted } = { ...dependenciesOf(support), ...dependenciesOf(team) };
    const sdk = { '@datagenflow/block-sdk': this.#archives['@datagenflow/block-sdk'] };
    await this.#install(this.#base, { ...wanted, ...sdk });
    symlinkSync(path.join(root, 'node_modules', 'vitest'), path.join(this.modules, 'vitest'));
    expectSuccess('npm run build', await this.#run('npm', ['run', 'build'], this.support));
  }

  async #install(directory: string, dependencies: object): Promise<void> {
    const manifest = { private: true, type: 'module', dependencies, overrides: this.#archives };
    writeFileSync(path.join(directory, 'package.json'), JSON.stringify(manifest, null, 2));
    const quiet = ['--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
    const install = ['install', '--prefer-offline', ...quiet];
    expectSuccess('npm install', await this.#run('npm', install, directory));
  }

  #run(command: string, args: string[], cwd: string): Promise<CommandResult> {
    return runQuietly(command, args, { cwd, env: this.#toolchain.env });
  }
}

function dependenciesOf(directory: string): Record<string, string> {
  const { dependencies, devDependencies } = readManifest(directory);
  return { ...dependencies, ...devDependencies };
}

function expectSuccess(what: string, { code, output }: CommandResult): void {
  if (code !== 0) throw new Error(`${what} ended with ${code}:\n${output}`);
}
