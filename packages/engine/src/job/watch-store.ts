/** Waits for what the store does. */
export type WatchedStore = <T>(work: Promise<T>) => Promise<T>;

/**
 * Goes around what the store does for a block.
 * @param failed told of its errors: they are no fault of the block that asked, which is thrown them too
 */
export function watchStore(failed: (error: unknown) => void): WatchedStore {
  return async (work) => {
    try {
      return await work;
    } catch (error) {
      failed(error);
      throw error;
    }
  };
}
