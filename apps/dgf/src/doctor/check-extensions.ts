import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from '@datagenflow/runtime';
import { checkBlockFile } from '../block-source/check-block-file.js';
import { listUserBlocks } from '../block-source/find-user-block.js';
import { checkTemplateFile } from '../template-file/check-template-file.js';

/** Whether the blocks and templates of the user can be read. They are not run. */
export async function checkExtensions({
  blocksDir,
  templatesDir,
}: {
  blocksDir: string;
  templatesDir: string;
}): Promise<Finding[]> {
  const blocks = await listUserBlocks(blocksDir);
  const files = blocks.map(({ source }) => source);
  const reports = await Promise.all(files.map(checkBlockFile));
  const types = blocks.flatMap((block) => block.types);
  const names = existsSync(templatesDir) ? await readdir(templatesDir) : [];
  const templates = names.filter((name) => /^[^.].*\.ya?ml$/.test(name));
  const checked = await Promise.all(
    templates.map((name) => checkTemplateFile(join(templatesDir, name), types)),
  );
  const isWrong = ({ severity }: { severity: string }) => severity === 'error';
  return [
    judge(
      'User blocks',
      blocksDir,
      files,
      reports.filter(({ problems }) => problems.length > 0),
      'dgf blocks validate',
    ),
    judge(
      'User templates',
      templatesDir,
      templates,
      checked.filter(({ problems }) => problems.some(isWrong)),
      'dgf templates validate',
    ),
  ];
}

function judge(
  name: string,
  directory: string,
  files: readonly string[],
  wrong: readonly { file: string }[],
  command: string,
): Finding {
  const message = `${files.length} files in ${directory}`;
  const [first] = wrong;
  if (first === undefined) return { name, status: 'ok', message };
  return {
    name,
    status: 'warning',
    message: `${message}, ${wrong.length} of them can't be used`,
    fix: `See why: ${command} ${wrong.map(({ file }) => file).join(' ')}`,
  };
}
