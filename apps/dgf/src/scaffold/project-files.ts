import type { NewFile } from './write-new-files.js';

/** What the files of a project say. */
export interface ProjectOptions {
  /** What other machines sign in with. */
  token: string;
  /** Range of the SDK that blocks are written for. */
  sdkRange: string;
}

/** The files of a team’s directory: own blocks and templates, and what their server is to know. */
export function projectFiles({ token, sdkRange }: ProjectOptions): NewFile[] {
  return [
    { path: '.env', text: envText(token), isSecret: true },
    { path: '.gitignore', text: '.env\ndata/\nnode_modules/\n' },
    { path: 'README.md', text: README },
    { path: 'user_blocks/package.json', text: json(packageOf(sdkRange)) },
    { path: 'user_blocks/tsconfig.json', text: json(TSCONFIG) },
    { path: 'user_templates/.gitkeep', text: '' },
    { path: '.vscode/launch.json', text: json(LAUNCH) },
  ];
}

function envText(token: string): string {
  return `# Read by dgf in this directory. Keep it to yourself: it is in .gitignore.

# What browsers and dgf sign in with
DATAGENFLOW_TOKEN=${token}

# The server that dgf talks to
DATAGENFLOW_ENDPOINT=http://localhost:8000

# A model to begin with; without one the demo model answers, which is not an AI
# LLM_ENDPOINT=https://api.openai.com/v1
# LLM_API_KEY=
# LLM_MODEL=
`;
}

const README = `# DataGenFlow project

    dgf start --open        # the server, at http://localhost:8000

There is no container image yet; the server runs on this machine, where \`dgf\` is installed.

Blocks lie in \`user_blocks/\`, templates in \`user_templates/\`; the server takes changes over by itself.

    dgf blocks scaffold SentimentAnalyzer -c validators --dir user_blocks
    dgf blocks test
    dgf blocks list --source user
    dgf templates scaffold "My Flow" --dir user_templates

Run \`npm install\` in \`user_blocks/\` once, so that editors and \`dgf blocks validate\` check types.

To stop at breakpoints in your blocks, open this directory in VS Code and start "Debug a pipeline".
It runs \`dgf debug\`, which has to be installed on this machine, and needs no server.
`;

function packageOf(sdkRange: string): object {
  return {
    name: 'user-blocks',
    private: true,
    type: 'module',
    devDependencies: {
      '@datagenflow/block-sdk': sdkRange,
      '@types/node': '^24.0.0',
      typescript: '^7.0.0',
    },
  };
}

const TSCONFIG = {
  compilerOptions: {
    target: 'ES2023',
    module: 'NodeNext',
    strict: true,
    noUncheckedIndexedAccess: true,
    erasableSyntaxOnly: true,
    verbatimModuleSyntax: true,
    allowImportingTsExtensions: true,
    noEmit: true,
    skipLibCheck: true,
  },
  include: ['**/*.ts'],
};

const LAUNCH = {
  version: '0.2.0',
  configurations: [
    {
      name: 'Debug a pipeline',
      type: 'node',
      request: 'launch',
      runtimeExecutable: 'dgf',
      runtimeArgs: ['debug', '${input:pipeline}', '--seed', '${input:seed}'],
      cwd: '${workspaceFolder}',
      console: 'integratedTerminal',
      autoAttachChildProcesses: true,
      outFiles: ['${workspaceFolder}/data/extensions/build/**/*.mjs'],
      resolveSourceMapLocations: ['${workspaceFolder}/**', '!**/node_modules/**'],
      skipFiles: ['<node_internals>/**', '**/node_modules/**'],
    },
  ],
  inputs: [
    {
      id: 'pipeline',
      type: 'promptString',
      description: 'Template id, YAML file, or pipeline id',
    },
    { id: 'seed', type: 'promptString', description: 'Seed file', default: 'seeds.json' },
  ],
};

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
