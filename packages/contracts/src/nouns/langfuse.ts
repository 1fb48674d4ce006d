import { Type } from '../typebox.js';

/** Whether records can be uploaded to Langfuse, and where to. */
export const LangfuseStatus = Type.Object({
  enabled: Type.Boolean({ description: 'Whether the environment holds its keys' }),
  host: Type.Union([Type.String(), Type.Null()], { description: 'Null when it is not enabled' }),
});
export type LangfuseStatus = Type.Static<typeof LangfuseStatus>;
