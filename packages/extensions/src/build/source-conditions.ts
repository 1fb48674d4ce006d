/**
 * Export conditions by which packages are resolved for blocks: Node’s own, and none of a bundler’s.
 * When we run from TypeScript ourselves, in tests, the SDK is taken from its source too.
 */
export function sourceConditions(here: string): string[] {
  return here.endsWith('.ts') ? ['@datagenflow/source'] : [];
}
