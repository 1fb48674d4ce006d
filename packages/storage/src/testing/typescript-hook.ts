import { registerHooks } from 'node:module';

// Node runs TypeScript, but takes the endings of imports literally.
registerHooks({
  resolve: (specifier, context, next) =>
    next(
      specifier.startsWith('.') && context.parentURL?.endsWith('.ts') === true
        ? specifier.replace(/\.js$/u, '.ts')
        : specifier,
      context,
    ),
});
