/* TypeBox as one module: the build puts all of it into this file, which loads many times faster. */

export * from 'typebox';
