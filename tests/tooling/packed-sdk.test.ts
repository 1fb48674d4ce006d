import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PackedProject, packedNames, type PipelineRun } from './packed-project.js';
import { root } from './planted-workspace.js';

let project: PackedProject;
beforeAll(async () => {
  project = await PackedProject.create();
});
afterAll(() => project?.[Symbol.dispose]());

describe('PKG-03 (without the running server) the packed block-sdk in a project of its own', () => {
  test('compiles typed blocks, and their tests pass', async () => {
    expect(await project.compile()).toEqual({ code: 0, output: '' });
    const { output, code } = await project.node(['--test', 'test/*.test.ts']);
    expect(output).toMatch(/pass [1-9]/);
    expect(output).toContain('fail 0');
    expect(code).toBe(0);
  });

  test.each([
    [
      'an unknown config key',
      "import { TicketTriage } from './index.ts';\nnew TicketTriage({ min_urgancy: 2 });",
      /'min_urgancy' does not exist.*Did you mean to write 'min_urgency'\?/,
    ],
    [
      'a config value of another type',
      "import { TicketTriage } from './index.ts';\nnew TicketTriage({ min_urgency: 'high' });",
      /Type 'string' is not assignable to type 'number'/,
    ],
    [
      'a config key that the block itself does not declare',
      blockWith('return { loud: this.config.marcs };'),
      /Property 'marcs' does not exist.*Did you mean 'marks'\?/,
    ],
    [
      'an undeclared output',
      blockWith("return { loud: 'A', quiet: 'a' };"),
      /'returns undeclared outputs'.*"quiet"/s,
    ],
  ])('refuses to compile %s', async (_, source, message) => {
    project.write('src/mistake.ts', source);
    try {
      const { code, output } = await project.compile();
      expect(output).toMatch(message);
      expect(output.match(/error TS/g)).toHaveLength(1);
      expect(code).toBeGreaterThan(0);
    } finally {
      rmSync(path.join(project.directory, 'src', 'mistake.ts'));
    }
  });

  test('has entry points that Node imports', async () => {
    const entries = ['', '/testing', '/host'].map((entry) => `@datagenflow/block-sdk${entry}`);
    const program = `
      const modules = await Promise.all(${JSON.stringify(entries)}.map((name) => import(name)));
      const [sdk, testing, host] = modules;
      const isBlock = host.isBlockClass(sdk.BaseBlock.define({}));
      console.log(typeof sdk.block, typeof testing.runBlock, isBlock);`;
    const { code, output } = await project.node(['--input-type=module', '--eval', program]);
    expect(output).toBe('function function true\n');
    expect(code).toBe(0);
  });

  test.each(packedNames)('%s imports nothing of Node, and says what it is', (name) => {
    const directory = path.join(project.directory, 'node_modules', '@datagenflow', name);
    const sources = readdirSync(path.join(directory, 'dist'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.js'))
      .map((file) => readFileSync(path.join(directory, 'dist', file), 'utf8'));
    expect(sources.length).toBeGreaterThan(0);
    expect(sources.flatMap(importsOfNode)).toEqual([]);
    const files = ['README.md', 'LICENSE', 'src/index.ts', 'dist/index.d.ts.map'];
    expect(files.filter((file) => !existsSync(path.join(directory, file)))).toEqual([]);
  });
});

describe('PKG-03 (without the running server) blocks written with the packed block-sdk', () => {
  beforeAll(() => project.buildProgram());

  test('run when their sources are copied into user blocks', async () => {
    expectTriaged(await project.runPipeline(await project.copySources()));
  });

  test('run when they are installed as a package, with an SDK of their own', async () => {
    const userBlocks = await project.installInUserBlocks();
    const ownSdk = path.join(userBlocks, 'node_modules', '@datagenflow', 'block-sdk');
    expect(existsSync(ownSdk)).toBe(true);
    expectTriaged(await project.runPipeline(userBlocks));
  });
});

describe('what docs/blocks-guide.md shows', () => {
  beforeAll(() => {
    for (const [file, text] of readSnippets('docs/blocks-guide.md')) project.write(file, text);
    const config = { extends: './tsconfig.json', include: ['user_blocks'] };
    project.write('tsconfig.guide.json', JSON.stringify(config));
  });

  test('compiles, and its tests pass', async () => {
    expect(await project.compile('tsconfig.guide.json')).toEqual({ code: 0, output: '' });
    const { output } = await project.node(['--test', 'user_blocks/*.test.ts']);
    expect(output).toMatch(/pass 2\n[^]*fail 0\n/);
  });

  test('runs', async () => {
    await project.buildProgram();
    const userBlocks = path.join(project.directory, 'user_blocks');
    expect(readdirSync(userBlocks)).toHaveLength(4);
    const { states, output } = await project.runPipeline(userBlocks, project.directory);
    expect(states).toMatchObject([{ headline: 'Solar panels got' }]);
    expect(output).not.toContain('unavailable');
  });
});

/** Files in a guide: blocks of code that begin with a comment that names them, and the seeds. */
function readSnippets(guide: string): [file: string, text: string][] {
  const blocks = readFileSync(path.join(root, guide), 'utf8').matchAll(/```(\w+)\n([^]*?)```/g);
  return [...blocks].flatMap(([, language, text = '']): [string, string][] => {
    const [, name] = /^(?:\/\/|#) (\S+)\n/.exec(text) ?? [];
    if (name !== undefined) return [[name, text]];
    return language === 'json' ? [['seeds.json', text]] : [];
  });
}

function expectTriaged({ states, output }: PipelineRun): void {
  expect(output).not.toContain('unavailable');
  const byParagraph = states.sort((a, b) => Number(a['paragraph']) - Number(b['paragraph']));
  const judged = { urgency: expect.any(Number), reason: expect.any(String) };
  expect(byParagraph).toEqual([
    {
      ...judged,
      paragraph: 1,
      masked_count: 1,
      text: 'Nothing loads since this morning. Please call [e-mail] at once.',
    },
    { ...judged, paragraph: 2, masked_count: 0, text: expect.stringMatching(/^There is a typo/) },
  ]);
}

function blockWith(body: string): string {
  return `import { BaseBlock, Type, block } from '@datagenflow/block-sdk';
export const Shout = block(
  class extends BaseBlock.define({
    name: 'Shout',
    description: 'Shouts',
    inputs: [],
    outputs: ['loud'],
    config: Type.Object({ marks: Type.Integer({ default: 1 }) }),
  }) {
    async execute() {
      ${body}
    }
  },
);
`;
}

function importsOfNode(source: string): string[] {
  const specifiers = source.matchAll(/(?:from|import|require)\s*\(?\s*['"]([^'"]+)['"]/g);
  return [...specifiers]
    .map(([, specifier = '']) => specifier)
    .filter((name) => name.startsWith('node:') || builtinModules.includes(name));
}
