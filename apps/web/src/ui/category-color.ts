const known = new Set([
  'seeders',
  'generators',
  'validators',
  'metrics',
  'utilities',
  'integrations',
  'general',
]);

/** The colour of a block category, as a CSS value; neutral for categories of one's own. */
export function categoryColor(category: string): string {
  return `var(--color-cat-${known.has(category) ? category : 'general'})`;
}
