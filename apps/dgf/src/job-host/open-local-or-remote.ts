import { DataGenFlowError } from '@datagenflow/contracts';

/**
 * What `openLocal` gives; when a server holds the data directory, what `openRemote` makes of its
 * address.
 * @throws ConflictError `instance_locked` when what holds it is no server
 */
export async function openLocalOrRemote<T>(
  openLocal: () => Promise<T>,
  openRemote: (url: string) => T | Promise<T>,
): Promise<T> {
  try {
    return await openLocal();
  } catch (error) {
    const url = error instanceof DataGenFlowError ? lockedBy(error) : undefined;
    if (url === undefined) throw error;
    return await openRemote(url);
  }
}

function lockedBy({ code, detail }: DataGenFlowError): string | undefined {
  const { url } = detail;
  return code === 'instance_locked' && typeof url === 'string' ? url : undefined;
}
