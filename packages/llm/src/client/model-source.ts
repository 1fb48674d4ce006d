import type { ModelKind, ModelLimits, ModelPrices } from '@datagenflow/contracts';
import type { Secret } from '../secret/secret.js';

/** A configured model with all it takes to call it. */
export interface ResolvedModel {
  id: number;
  kind: ModelKind;
  /** Local name. */
  name: string;
  /** Name of a preset, or `demo`. */
  provider: string;
  /** Base URL; empty: the preset’s. */
  endpoint: string;
  /** Its name at the provider. */
  model_name: string;
  apiKey?: Secret;
  limits: ModelLimits;
  prices: ModelPrices | null;
  /** Length of an embedding; null: the model’s own. */
  dimensions: number | null;
}

/** Where configured models come from. */
export interface ModelSource {
  /**
   * The model with this local name; without a name, the default one of its kind.
   * @throws ModelError with code `model_not_found`
   */
  resolve(kind: ModelKind, name?: string): Promise<ResolvedModel>;
}
