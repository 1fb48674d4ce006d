import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeProblem, parseTemplate, type RegisteredTemplate } from '@datagenflow/registry';
import type { SchemaCompiler } from '@datagenflow/schemas';

/** What a directory of templates holds. */
export interface LoadedTemplates {
  templates: UserTemplate[];
  /** Files that give no template, and why. */
  failed: FailedTemplate[];
}

/** A template and the name of its file. */
export interface UserTemplate extends RegisteredTemplate {
  file: string;
}

/** A template file that can't be used. */
export interface FailedTemplate {
  /** Its name. */
  file: string;
  /** Name without its ending. */
  id: string;
  /** One per problem: `my_flow.yaml:3:5: message`. */
  errors: string[];
}

/**
 * Reads every `.yaml` and `.yml` of a directory, which is created when it is missing. The id is the
 * name without its ending. A file that can't be read or is wrong is reported.
 */
export async function loadUserTemplates(
  directory: string,
  schemas?: SchemaCompiler,
): Promise<LoadedTemplates> {
  await mkdir(directory, { recursive: true });
  const files = (await readdir(directory)).filter((name) => /^[^.].*\.ya?ml$/.test(name)).sort();
  const loaded: LoadedTemplates = { templates: [], failed: [] };
  for (const file of files) {
    const read = await readTemplate(directory, file, schemas);
    if (read === undefined) continue;
    const { id, template, errors } = read;
    const isTaken = loaded.templates.some((other) => other.id === id);
    if (isTaken)
      errors.push(`${file}: There is a template '${id}' already. Rename one of the files.`);
    if (template === undefined || isTaken) loaded.failed.push({ file, id, errors });
    else loaded.templates.push({ file, id, source: 'user', template });
  }
  return loaded;
}

async function readTemplate(directory: string, file: string, schemas?: SchemaCompiler) {
  const text = await readText(join(directory, file));
  if (text === undefined) return undefined;
  const { id, template, problems } = parseTemplate(text.ok ? text.value : '', {
    fileName: file,
    ...(schemas && { schemas }),
  });
  if (!text.ok) return { id, template: undefined, errors: [`${file}: ${text.error}`] };
  return { id, template, errors: problems.map((problem) => describeProblem(problem, file)) };
}

/** Undefined when it is gone by now. */
async function readText(
  path: string,
): Promise<{ ok: true; value: string } | { ok: false; error: string } | undefined> {
  try {
    return { ok: true, value: await readFile(path, 'utf8') };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    return { ok: false, error: `It can't be read: ${(error as Error).message}` };
  }
}
