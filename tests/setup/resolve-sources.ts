import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';

/** Libraries of hundreds of files, each of which one module of ours passes on. */
const LIBRARIES = ['kysely', 'typebox'];

/**
 * Preloaded by what runs from TypeScript, in tests: Node strips types, but imports name the `.js`
 * file that a build would make. Of a library, the built file is taken where there is one: it holds
 * all of it.
 */
registerHooks({
  resolve: (specifier, context, next) => next(locate(specifier, context.parentURL ?? ''), context),
});

function locate(specifier: string, from: string): string {
  if (!from.endsWith('.ts')) return specifier;
  if (specifier.startsWith('.')) return specifier.replace(/\.js$/, '.ts');
  if (!LIBRARIES.includes(specifier)) return specifier;
  const built = from.replace(/^(.*)\/src\/(.*)\.ts$/, '$1/dist/$2.js');
  return built !== from && existsSync(new URL(built)) ? built : specifier;
}
