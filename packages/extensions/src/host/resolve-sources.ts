import { registerHooks } from 'node:module';

/**
 * Preloaded by a host that runs from TypeScript, in tests: Node strips types, but imports name
 * the `.js` file that a build would make.
 */
registerHooks({
  resolve(specifier, context, next) {
    const isOwn = specifier.startsWith('.') && context.parentURL?.endsWith('.ts') === true;
    return next(isOwn ? specifier.replace(/\.js$/, '.ts') : specifier, context);
  },
});
