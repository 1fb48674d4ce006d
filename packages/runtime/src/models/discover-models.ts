import type { Clock, DiscoveredEndpoint } from '@datagenflow/contracts';
import { createModelClient, findPreset, ModelError } from '@datagenflow/llm';

const LIMIT_MS = 1_500;

/** A program that may serve models on this machine. */
export interface LocalPlace {
  provider: string;
  endpoint: string;
}

/** Where Ollama and LM Studio are reached when nobody changed that. */
const LOCAL_PLACES: readonly LocalPlace[] = ['ollama', 'lmstudio'].map((provider) => ({
  provider,
  endpoint: findPreset(provider).base_url ?? '',
}));

/** Programs on this machine that offer models now. What doesn’t answer within 1.5 s is not there. */
export async function discoverModels(
  { clock }: { clock: Clock },
  signal: AbortSignal,
  places: readonly LocalPlace[] = LOCAL_PLACES,
): Promise<DiscoveredEndpoint[]> {
  const resolve = () => Promise.reject(new Error('no model'));
  await using client = createModelClient({ models: { resolve }, clock });
  const isLate = AbortSignal.timeout(LIMIT_MS);
  const either = AbortSignal.any([signal, isLate]);
  const found = await Promise.all(
    places.map(async (place): Promise<DiscoveredEndpoint[]> => {
      try {
        const models = await client.listAvailable(place, either);
        return [{ ...place, title: findPreset(place.provider).title, models }];
      } catch (error) {
        const isAbsent = error instanceof ModelError || isLate.aborted;
        if (signal.aborted || !isAbsent) throw error;
        return [];
      }
    }),
  );
  return found.flat();
}
