import { fileURLToPath } from 'node:url';
import type { Command } from '@oclif/core';
import { expect, test } from 'vitest';
import { readCommands } from './support/read-commands.js';

const PAGE = fileURLToPath(new URL('../../../docs/cli.md', import.meta.url));

const INTRODUCTION = `# dgf

Written by \`apps/dgf/tests/cli-doc.test.ts\` from the commands. \`npm test -- cli-doc -u\` writes it
again. \`dgf COMMAND --help\` says the same in the terminal; in a clone, write \`npm run dgf --\` for
\`dgf\`.

- Results go to stdout, everything else to stderr. Colours and progress are for terminals only;
  \`NO_COLOR\` switches colours off. \`--json\` gives results and errors as JSON.
- \`--data-dir DIR\` names the directory of the database and uploads, by default \`data\`.
- \`status\`, \`blocks\`, \`templates\`, \`records\`, \`generate\` and \`export\` ask the server that
  \`DATAGENFLOW_ENDPOINT\` names: in the environment, else in \`.env\` here, else
  \`http://localhost:8000\`. \`jobs\` does so when one is named. All others work in the data directory,
  or in the server that holds it.
- \`dgf autocomplete\` says how to have commands completed by bash, zsh or PowerShell.

| exit code | meaning                                              |
| --------- | ---------------------------------------------------- |
| 0         | done                                                 |
| 1         | failed; the message says what to do                  |
| 2         | the command was typed wrongly                        |
| 75        | another instance holds the data directory            |
| 78        | a setting is wrong; the message names it             |
| 130       | interrupted by Ctrl-C; what had ended is stored      |`;

const GLOBAL = ['json', 'data-dir'];

function renderCommand({ id, summary, description, args, flags, examples = [] }: Command.Cached) {
  const names = Object.values(args).map(({ name, required }) =>
    required ? name.toUpperCase() : `[${name.toUpperCase()}]`,
  );
  const rows = [
    ...Object.values(args).map(({ name, description: what }) => [name.toUpperCase(), what ?? '']),
    ...Object.values(flags)
      .filter(({ name }) => !GLOBAL.includes(name))
      .map((flag) => [nameOf(flag), `${flag.description ?? ''}${defaultOf(flag)}`]),
  ];
  return [
    `## dgf ${commandOf(id)}`,
    [summary, description]
      .filter(Boolean)
      .map((text) => `${text?.replace(/\.$/, '')}.`)
      .join(' '),
    `\`\`\`sh\n${examplesOf(examples).join('\n')}\n\`\`\``,
    ...(rows.length === 0
      ? []
      : [
          [
            `| \`dgf ${[commandOf(id), ...names].join(' ')}\` | |`,
            '| --- | --- |',
            ...rows.map(([name, what]) => `| \`${name}\` | ${what?.replaceAll('|', '\\|')} |`),
          ].join('\n'),
        ]),
  ].join('\n\n');
}

function examplesOf(examples: readonly Command.Example[]): string[] {
  return examples.flatMap((each) =>
    typeof each === 'string' ? [each.replaceAll('<%= config.bin %>', 'dgf')] : [],
  );
}

function commandOf(id: string): string {
  return id.replaceAll(':', ' ');
}

function nameOf(flag: Command.Flag.Cached): string {
  const short = flag.char === undefined ? '' : `-${flag.char}, `;
  if (flag.type === 'boolean') return `${short}--${flag.allowNo ? '[no-]' : ''}${flag.name}`;
  const value = flag.options?.join('|') ?? flag.helpValue ?? 'VALUE';
  return `${short}--${flag.name} ${String(value).replaceAll('|', ' / ')}`;
}

function defaultOf(flag: Command.Flag.Cached): string {
  const isGiven = flag.type === 'option' && flag.default !== undefined;
  return isGiven ? ` [default: ${String(flag.default)}]` : '';
}

test('docs/cli.md says what the commands are', async () => {
  const commands = await readCommands();
  const bare = commands.filter(({ summary, examples = [] }) => !summary || examples.length === 0);
  expect(bare.map(({ id }) => id)).toEqual([]);
  const sorted = commands.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const page = [INTRODUCTION, ...sorted.map(renderCommand)].join('\n\n');
  await expect(`${page}\n`).toMatchFileSnapshot(PAGE);
});
