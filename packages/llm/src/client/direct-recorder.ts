import type { CallRecorder } from '@datagenflow/contracts';

/** Stores nothing: each call is sent. For connection tests and previews. */
export const directRecorder: CallRecorder = {
  async record(_call, send) {
    return { answer: await send(), origin: 'bought', reject: () => undefined };
  },
};
