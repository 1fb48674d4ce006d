import type { ConnectionTestResult, Model, ModelInput, ModelKind } from '@datagenflow/contracts';

/** Where models are configured: in this process, or in a server that is up. */
export interface ModelHost extends AsyncDisposable {
  list(kind: ModelKind): Promise<Model[]>;
  /** Configures a model, or changes the one of that name. */
  save(kind: ModelKind, input: ModelInput): Promise<Model>;
  setDefault(kind: ModelKind, name: string): Promise<void>;
  /** Asks a configured model something. */
  test(kind: ModelKind, name: string): Promise<ConnectionTestResult>;
}
