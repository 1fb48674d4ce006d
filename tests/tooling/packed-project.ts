import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runQuietly, toolScript } from '../../scripts/process.mjs';
import { describeMachine, prepareToolchain } from '../../scripts/toolchain.mjs';
import { readManifest } from '../../scripts/workspace.mjs';
import { root } from './planted-workspace.js';

/** What someone gets who installs the SDK: it and what it needs of this repository. */
export const packedNames = ['contracts', 'prompts', 'schemas', 'block-sdk'];

const example = path.join(root, 'examples', 'custom-block');

/** How a command ended. */
export interface CommandResult {
  code: number;
  output: string;
}

type State = Record<string, unknown>;

/** What became of a run: the state of each record, and what it said. */
export interface PipelineRun {
  states: State[];
  output: string;
}

/**
 * The example outside this repository, with the packed SDK installed by npm as its users would get
 * it, and the programs of this repository to run it with.
 */
export class PackedProject implements Disposable {
  readonly #base = mkdtempSync(path.join(tmpdir(), 'datagenflow-packed-'));
  readonly #archives: Record<string, string> = {};
  readonly #toolchain: { node: string; env: NodeJS.ProcessEnv };

  /** Where the example lies. */
  readonly directory = path.join(this.#base, 'support-blocks');
  /** User blocks of a team that installed the example as a package. */
  readonly userBlocks = path.join(this.#base, 'user_blocks');

  private constructor(toolchain: { node: string; env: NodeJS.ProcessEnv }) {
    this.#toolchain = toolchain;
  }

  /** Builds and packs what is needed and installs it. */
  static async create(): Promise<PackedProject> {
    const project = new PackedProject(await prepareToolchain(root, describeMachine(), process.env));
    try {
      await project.#pack();
      await project.#installExample();
      return project;
    } catch (error) {
      project[Symbol.dispose]();
      throw error;
    }
  }

  /** Runs Node, in the example unless told otherwise. */
  node(args: string[], cwd = this.directory, more: NodeJS.ProcessEnv = {}): Promise<CommandResult> {
    const { node, env } = this.#toolchain;
    return runQuietly(node, args, { cwd, env: { ...env, ...more } });
  }

  /** Compiles the example, or what another configuration names, with its own TypeScript. */
  compile(config = 'tsconfig.json'): Promise<CommandResult> {
    const tsc = toolScript(this.directory, 'typescript', 'tsc');
    return this.node([tsc, '--noEmit', '-p', config]);
  }

  /** Writes a file of the example. */
  write(file: string, text: string): void {
    const target = path.join(this.directory, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  }

  /** Builds `dgf`, where it changed. */
  buildProgram(): Promise<void> {
    return this.#build('apps/dgf');
  }

  /** Runs a pipeline with `dgf` on these user blocks. */
  async runPipeline(userBlocks: string, files = example): Promise<PipelineRun> {
    const records = path.join(mkdtempSync(path.join(this.#base, 'run-')), 'records.jsonl');
    const program = path.join(root, 'apps', 'dgf', 'bin', 'dgf.js');
    const inputs = [path.join(files, 'flow.yaml'), path.join(files, 'seeds.json')];
    const where = ['-o', records, '--data-dir', path.join(path.dirname(records), 'data')];
    const run = await this.node([program, 'run', ...inputs, ...where], this.#base, {
      DATAGENFLOW_BLOCKS_PATH: userBlocks,
    });
    expectSuccess('dgf run', run);
    const lines = readFileSync(records, 'utf8').trim().split('\n');
    const states = lines.map((line) => JSON.parse(line).accumulated_state as State);
    return { states, output: run.output };
  }

  /** User blocks with the sources of the example in a folder of their own. */
  async copySources(): Promise<string> {
    const userBlocks = path.join(mkdtempSync(path.join(this.#base, 'copied-')), 'user_blocks');
    await cp(path.join(example, 'src'), path.join(userBlocks, 'support'), { recursive: true });
    return userBlocks;
  }

  /** Packs the example, installs that in the user blocks of a team, and re-exports it there. */
  async installInUserBlocks(): Promise<string> {
    const pack = ['pack', '--pack-destination', this.#base];
    expectSuccess('npm pack', await this.#run('npm', pack, this.directory));
    const archive = path.join(this.#base, 'support-blocks-1.0.0.tgz');
    mkdirSync(this.userBlocks);
    this.#writeManifest(this.userBlocks, {
      private: true,
      type: 'module',
      dependencies: { 'support-blocks': `file:${archive}` },
      overrides: this.#archives,
    });
    await this.#install(this.userBlocks);
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

  async #installExample(): Promise<void> {
    const isSource = (file: string) => !['node_modules', 'dist'].includes(path.basename(file));
    await cp(example, this.directory, { recursive: true, filter: isSource });
    const manifest = readManifest(example);
    const sdk = this.#archives['@datagenflow/block-sdk'];
    this.#writeManifest(this.directory, {
      ...manifest,
      devDependencies: { ...manifest['devDependencies'], '@datagenflow/block-sdk': sdk },
      overrides: this.#archives,
    });
    await this.#install(this.directory);
    expectSuccess('npm run build', await this.#run('npm', ['run', 'build'], this.directory));
  }

  async #install(directory: string): Promise<void> {
    const quiet = ['--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
    const install = ['install', '--prefer-offline', ...quiet];
    expectSuccess('npm install', await this.#run('npm', install, directory));
  }

  #run(command: string, args: string[], cwd: string): Promise<CommandResult> {
    return runQuietly(command, args, { cwd, env: this.#toolchain.env });
  }

  #writeManifest(directory: string, manifest: object): void {
    writeFileSync(path.join(directory, 'package.json'), JSON.stringify(manifest, null, 2));
  }
}

function expectSuccess(what: string, { code, output }: CommandResult): void {
  if (code !== 0) throw new Error(`${what} ended with ${code}:\n${output}`);
}
