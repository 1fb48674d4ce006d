import type { Model } from '@datagenflow/contracts';

/** Models as a table for people; the default one of a kind is marked. */
export function describeModels(models: readonly Model[]): string {
  if (models.length === 0) return 'No models.';
  const rows = models.map((model) => [
    `${model.is_default ? '*' : ' '} ${model.name}`,
    model.kind,
    model.provider,
    model.model_name,
    describeKey(model),
    model.endpoint,
  ]);
  const table = [['  NAME', 'KIND', 'PROVIDER', 'MODEL', 'KEY', 'ENDPOINT'], ...rows];
  const widths = [0, 1, 2, 3, 4].map((i) => Math.max(...table.map((row) => row[i]?.length ?? 0)));
  return table
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function describeKey({ api_key, provider }: Model): string {
  if (api_key.is_set) return `…${api_key.last4}`;
  return provider === 'demo' ? 'not an AI' : '–';
}
