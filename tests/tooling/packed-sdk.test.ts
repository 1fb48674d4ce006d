import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PackedProject, packedNames, type PipelineRun } from './packed-project.js';
import { readSnippets } from './read-snippets.js';

let project: PackedProject;
beforeAll(async () => {
  project = await PackedProject.create();
});
afterAll(() => project?.[Symbol.dispose]());

describe('PKG-03 the packed block-sdk in a project of its own', () => {
  test('compiles typed blocks, and their tests pass', async () => {
    expect(await project.compile(project.support)).toEqual({ code: 0, output: '' });
    const { output, code } = await project.node(['--test', 'test/*.test.ts'], project.support);
    expect(output).toMatch(/pass [1-9]/);
    expect(output).toContain('fail 0');
    expect(code).toBe(0);
  });

  test('refuses to compile mistakes, each with its reason', async () => {
    for (const { file, source } of mistakes) {
      writeFileSync(path.join(project.support, 'src', file), source);
    }
    try {
      const { code, output } = await project.compile(project.support);
      expect(code).toBeGreaterThan(0);
      expect(output.match(/error TS/g)).toHaveLength(mistakes.length);
      for (const { file, reason } of mistakes) {
        const [said = ''] = output.split(/^(?=src)/m).filter((text) => text.includes(file));
        expect(said).toMatch(reason);
      }
    } finally {
      for (const { file } of mistakes) rmSync(path.join(project.support, 'src', file));
    }
  });

  test('has entry points that Node imports', async () => {
    const entries = ['', '/testing', '/host'].map((entry) => `@datagenflow/block-sdk${entry}`);
    const program = `
      const modules = await Promise.all(${JSON.stringify(entries)}.map((name) => import(name)));
      const [sdk, testing, host] = modules;
      const isBlock = host.isBlockClass(sdk.BaseBlock.define({}));
      console.log(typeof sdk.block, typeof testing.runBlock, isBlock);`;
    const { code, output } = await project.node(
      ['--input-type=module', '--eval', program],
      project.support,
    );
    expect(output).toBe('function function true\n');
    expect(code).toBe(0);
  });

  test.each(packedNames)('%s imports nothing of Node, and says what it is', (name) => {
    const directory = path.join(project.modules, '@datagenflow', name);
    const sources = readdirSync(path.join(directory, 'dist'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.js'))
      .map((file) => readFileSync(path.join(directory, 'dist', file), 'utf8'));
    expect(sources.length).toBeGreaterThan(0);
    expect(sources.flatMap(importsOfNode)).toEqual([]);
    const files = ['README.md', 'LICENSE', 'src/index.ts', 'dist/index.d.ts.map'];
    expect(files.filter((file) => !existsSync(path.join(directory, file)))).toEqual([]);
  });
});

describe('PKG-03 blocks written with the packed block-sdk', () => {
  beforeAll(() => project.buildProgram());

  test('run when their sources are copied into user blocks', async () => {
    const userBlocks = await project.copySources();
    expectTriaged(await project.runPipeline({ directory: project.support, userBlocks }));
  });

  test('run when they are dropped into a running server', async () => {
    const directory = project.writeFiles('served', { '.env': 'DEBUG=false' });
    await using server = await project.startServer(directory);
    const { 'user_blocks/headline.ts': source = '' } = readSnippets('docs/write-a-block.md');
    project.writeFiles('served', { 'user_blocks/headline.ts': source });
    await expect
      .poll(() => server.ask('/api/blocks'), { timeout: 60_000 })
      .toContainEqual(expect.objectContaining({ type: 'Headline' }));
    const blocks = [{ type: 'Headline', config: { words: 2 } }];
    const saved = await server.ask('/api/pipelines', { name: 'Headlines', blocks });
    expect(saved).toMatchObject({ id: 1 });
    const executed = await server.ask('/api/pipelines/1/execute', { text: 'Solar panels got' });
    expect(executed).toMatchObject({ result: { headline: 'Solar panels' } });
  });

  test('run when they are installed as a package, with an SDK of their own', async () => {
    const userBlocks = await project.installInUserBlocks();
    const ownSdk = path.join(userBlocks, 'node_modules', '@datagenflow', 'block-sdk');
    expect(existsSync(ownSdk)).toBe(true);
    expectTriaged(await project.runPipeline({ directory: project.support, userBlocks }));
  });
});

describe('the directory of a team', () => {
  test('compiles, and its tests pass', async () => {
    expect(await project.compile(project.team)).toEqual({ code: 0, output: '' });
    const { output, code } = await project.runVitest(project.team);
    expect(output).toMatch(/Tests +[1-9]\d* passed \(/);
    expect(code).toBe(0);
  });

  test('runs its template with its blocks, and the package that one of them declares', async () => {
    await project.buildProgram();
    const directory = project.team;
    const { states, output } = await project.runPipeline({
      directory,
      pipeline: 'support_replies',
    });
    expect(output).not.toContain('unavailable');
    const reply = { language: 'eng', subject: expect.any(String), reply: expect.any(String) };
    const judged = { ...reply, style_breaches: expect.any(Array) };
    expect(states).toEqual([expect.objectContaining(judged), expect.objectContaining(judged)]);
  });
});

describe('what docs/write-a-block.md shows', () => {
  let directory: string;
  beforeAll(() => {
    directory = project.writeFiles('write-a-block', readSnippets('docs/write-a-block.md'));
  });

  test('compiles, and its tests pass', async () => {
    expect(await project.compile(directory)).toEqual({ code: 0, output: '' });
    const { output } = await project.node(['--test', 'user_blocks/*.test.ts'], directory);
    expect(output).toMatch(/pass [1-9]\d*\n[^]*fail 0\n/);
  });

  test('runs', async () => {
    await project.buildProgram();
    const { states, output } = await project.runPipeline({ directory });
    expect(states).toMatchObject([{ headline: 'Solar panels got' }]);
    expect(output).not.toContain('unavailable');
  });
});

describe('what docs/write-a-template.md shows', () => {
  test('runs', async () => {
    await project.buildProgram();
    const files = readSnippets('docs/write-a-template.md');
    const directory = project.writeFiles('write-a-template', files);
    const { states } = await project.runPipeline({ directory, pipeline: 'product_faq' });
    const translated = states.map(({ translation }) => typeof translation).sort();
    expect(translated).toEqual(['object', 'string', 'string']);
    const written = { question: expect.any(String), answer: expect.any(String) };
    for (const state of states) expect(state).toMatchObject(written);
  });
});

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

const mistakes = [
  {
    file: 'unknown-key.ts',
    source: "import { TicketTriage } from './index.ts';\nnew TicketTriage({ min_urgancy: 2 });",
    reason: /'min_urgancy' does not exist.*Did you mean to write 'min_urgency'\?/,
  },
  {
    file: 'wrong-type.ts',
    source:
      "import { TicketTriage } from './index.ts';\nnew TicketTriage({ min_urgency: 'high' });",
    reason: /Type 'string' is not assignable to type 'number'/,
  },
  {
    file: 'undeclared-key.ts',
    source: blockWith('return { loud: this.config.marcs };'),
    reason: /Property 'marcs' does not exist.*Did you mean 'marks'\?/,
  },
  {
    file: 'undeclared-output.ts',
    source: blockWith("return { loud: 'A', quiet: 'a' };"),
    reason: /'returns undeclared outputs'.*"quiet"/s,
  },
];

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
