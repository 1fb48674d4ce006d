/**
 * How Node runs a program of ours, named by its built file, in a thread or a process. From
 * TypeScript, in tests, it runs from its source: Node strips the types, and workspace packages
 * resolve to their sources.
 */
export function locateProgram(built: URL): { file: URL; execArgv: string[] } {
  if (!import.meta.url.endsWith('.ts')) return { file: built, execArgv: [] };
  const hook = new URL('../../../../tests/setup/resolve-sources.ts', import.meta.url);
  return {
    file: new URL(built.href.replace(/\.js$/, '.ts')),
    execArgv: ['--conditions=@datagenflow/source', `--import=${hook.href}`],
  };
}
