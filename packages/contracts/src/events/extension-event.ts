import { Type } from '../typebox.js';

const kind = Type.Union([Type.Literal('block'), Type.Literal('template')]);
const file = Type.String({ description: 'Relative to its directory' });
const names = Type.Array(Type.String(), {
  description: 'Block types, or the id of the template; empty when the file is gone',
});

/** A file of the user was read, changed or gone, and is in use as it is now. */
export const ExtensionReloaded = Type.Object({
  type: Type.Literal('extension:reloaded'),
  kind,
  file,
  names,
});
export type ExtensionReloaded = Type.Static<typeof ExtensionReloaded>;

/** A file of the user changed and can’t be used as it is now. */
export const ExtensionFailed = Type.Object({
  type: Type.Literal('extension:failed'),
  kind,
  file,
  names,
  error: Type.String(),
});
export type ExtensionFailed = Type.Static<typeof ExtensionFailed>;

/** Dependencies of a block are being installed. */
export const ExtensionInstall = Type.Object({
  type: Type.Literal('extension:install'),
  block_type: Type.String(),
  status: Type.Union([
    Type.Literal('started'),
    Type.Literal('log'),
    Type.Literal('completed'),
    Type.Literal('failed'),
  ]),
  message: Type.String({ description: 'What is installed, a line of npm’s, or what went wrong' }),
});
export type ExtensionInstall = Type.Static<typeof ExtensionInstall>;
