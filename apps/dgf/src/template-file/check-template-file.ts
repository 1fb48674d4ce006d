import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { builtinBlocks } from '@datagenflow/builtins';
import type { Problem, TemplateFile } from '@datagenflow/contracts';
import { assignStepIds, checkSeeds, compilePipeline } from '@datagenflow/engine';
import {
  createCatalog,
  inProcessBlock,
  parseTemplate,
  readYaml,
  type BlockCatalog,
} from '@datagenflow/registry';
import { createSchemaCompiler, type SchemaCompiler } from '@datagenflow/schemas';

/** Something wrong in a template, or worth knowing, and where. */
export interface TemplateProblem {
  message: string;
  line: number | null;
  column: number | null;
  /** A warning keeps nothing from running. */
  severity: 'error' | 'warning';
}

/** What was found in a template file. */
export interface TemplateReport {
  file: string;
  id: string;
  name: string | undefined;
  /** Steps whose blocks are none of the built-in ones, which only a server can check. */
  unchecked: string[];
  problems: TemplateProblem[];
}

/**
 * Checks a template: its form, then each step against the built-in blocks, then its example seeds.
 * Whatever is wrong is a problem; nothing is thrown.
 * @param userTypes types of user blocks, which are not run to be checked
 */
export async function checkTemplateFile(
  file: string,
  userTypes: readonly string[],
): Promise<TemplateReport> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => error);
  const nothing = { file, id: '', name: undefined, unchecked: [] };
  if (text instanceof Error) {
    const message = text.code === 'ENOENT' ? 'There is no such file.' : text.message;
    return { ...nothing, problems: [{ message, line: null, column: null, severity: 'error' }] };
  }
  const schemas = createSchemaCompiler();
  const { id, template, problems } = parseTemplate(text, { fileName: basename(file), schemas });
  if (template === undefined) {
    return { ...nothing, id, problems: problems.map((each) => ({ ...each, severity: 'error' })) };
  }
  const { document } = readYaml(text);
  const found = await checkSteps(template, builtinCatalog(schemas), schemas, userTypes);
  return {
    file,
    id,
    name: template.name,
    unchecked: found.unchecked,
    problems: found.problems.map(({ step, path, message, hint, severity }) => ({
      message: hint === undefined ? message : `${message}. ${hint}`,
      severity: severity === 'error' ? 'error' : 'warning',
      ...(document?.locate(
        step === null ? '/example_seed' : `/blocks/${step - 1}${path ?? ''}`,
      ) ?? {
        line: null,
        column: null,
      }),
    })),
  };
}

function builtinCatalog(schemas: SchemaCompiler): BlockCatalog {
  return createCatalog(
    builtinBlocks().map(({ type, Class }) =>
      inProcessBlock(Class, { source: 'builtin', type, schemas }),
    ),
  );
}

async function checkSteps(
  template: TemplateFile,
  catalog: BlockCatalog,
  schemas: SchemaCompiler,
  userTypes: readonly string[],
): Promise<{ problems: Problem[]; unchecked: string[] }> {
  const { example_seed: seeds = [], ...definition } = template;
  const unchecked = definition.blocks.flatMap(({ type }) =>
    userTypes.includes(type) ? [type] : [],
  );
  const options = { catalog, schemas };
  const compiled = await compilePipeline(assignStepIds(definition), options);
  const lacking =
    compiled.pipeline === undefined
      ? []
      : checkSeeds(
          compiled.pipeline,
          seeds.map(({ metadata }, index) => ({ number: index + 1, metadata })),
        );
  const isKnown = ({ step }: Problem) =>
    step === null || !userTypes.includes(definition.blocks[step - 1]?.type ?? '');
  const told = [...compiled.problems, ...lacking].filter(
    ({ severity }) => severity !== 'information',
  );
  return { problems: told.filter(isKnown), unchecked };
}
