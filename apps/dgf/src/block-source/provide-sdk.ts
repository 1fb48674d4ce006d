import { registerHooks } from 'node:module';

const SDK = /^@datagenflow\/block-sdk(\/|$)/;

/**
 * Preloaded by tests of user blocks: where no SDK is installed beside them, they get the one that
 * this program has.
 */
registerHooks({
  resolve(specifier, context, next) {
    if (!SDK.test(specifier)) return next(specifier, context);
    try {
      return next(specifier, context);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
      return next(specifier, { ...context, parentURL: import.meta.url });
    }
  },
});
