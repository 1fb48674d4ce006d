/**
 * How Node runs a program of ours, named by its built file: as it is, or, for tests that run from
 * TypeScript without a build, from its source. Node then strips the types, and workspace packages
 * resolve to their sources.
 */
export function locateProgram(built: URL): { file: URL; execArgv: string[] } {
  if (!import.meta.url.endsWith('.ts')) return { file: built, execArgv: [] };
  const hooks = new URL('../../../../tests/setup/resolve-sources.ts', import.meta.url);
  return {
    file: new URL(built.href.replace(/\.js$/, '.ts')),
    execArgv: ['--conditions=@datagenflow/source', `--import=${hooks.href}`],
  };
}
