/** Classes of tables: text left, numbers right with their header, rows of 40 px. */
export const table = {
  table: 'w-full border-collapse',
  head: 'h-8 border-b border-line px-2 text-left text-12 font-normal whitespace-nowrap text-ink-3 first:pl-4 last:pr-4',
  row: 'border-b border-line last:border-0 hover:bg-hover',
  cell: 'h-10 px-2 first:pl-4 last:pr-4',
  number: 'text-right',
  link: 'font-medium text-ink underline-offset-2 hover:underline',
} as const;
