import { Type } from '../typebox.js';
import { Unavailability } from './block.js';
import { TemplateInfo } from './template.js';

const Count = Type.Integer({ minimum: 0 });

/** Answer of `GET /api/extensions/status`. */
export const ExtensionStatus = Type.Object({
  blocks: Type.Object({
    total: Count,
    builtin_blocks: Count,
    custom_blocks: Count,
    user_blocks: Count,
    available: Count,
    unavailable: Count,
  }),
  templates: Type.Object({
    total: Count,
    builtin_templates: Count,
    user_templates: Count,
  }),
  hot_reload: Type.Object({ enabled: Type.Boolean(), debounce_ms: Count }),
  version: Type.String({ description: 'Of the server' }),
});
export type ExtensionStatus = Type.Static<typeof ExtensionStatus>;

/** A template as the list of extensions shows it; files that give none are listed too. */
export const ExtensionTemplate = Type.Object({
  ...TemplateInfo.properties,
  available: Type.Boolean(),
  error: Type.Union([Type.String(), Type.Null()]),
});
export type ExtensionTemplate = Type.Static<typeof ExtensionTemplate>;

/** A declared requirement of a block, and what is installed for it. */
export const DependencyStatus = Type.Object({
  requirement: Type.String({ description: 'As declared, such as name@^1.0.0' }),
  name: Type.Union([Type.String(), Type.Null()], { description: 'null: it is no npm requirement' }),
  range: Type.Union([Type.String(), Type.Null()]),
  installed: Type.Union([Type.String(), Type.Null()], { description: 'Version; null: none' }),
  satisfied: Type.Boolean(),
  error: Type.Union([Type.String(), Type.Null()], { description: 'What is wrong, and what to do' }),
});
export type DependencyStatus = Type.Static<typeof DependencyStatus>;

/** Answer of `GET /api/extensions/blocks/{name}/dependencies`. */
export const BlockDependencies = Type.Object({
  block_type: Type.String(),
  dependencies: Type.Array(DependencyStatus),
  missing: Type.Array(Type.String(), { description: 'Requirements that are not satisfied' }),
});
export type BlockDependencies = Type.Static<typeof BlockDependencies>;

/** Answer of `POST /api/extensions/blocks/{name}/validate`. */
export const BlockValidation = Type.Object({
  block_type: Type.String(),
  valid: Type.Boolean({ description: 'Whether it can be used' }),
  error: Type.Union([Type.String(), Type.Null()]),
  unavailable: Type.Optional(Unavailability),
  dependencies: Type.Array(DependencyStatus),
});
export type BlockValidation = Type.Static<typeof BlockValidation>;

/** Answer of `POST /api/extensions/blocks/{name}/install-deps`. */
export const InstalledDependencies = Type.Object({
  block_type: Type.String(),
  message: Type.String(),
  installed: Type.Array(Type.Object({ name: Type.String(), version: Type.String() }), {
    description: 'Empty when nothing was missing',
  }),
});
export type InstalledDependencies = Type.Static<typeof InstalledDependencies>;
