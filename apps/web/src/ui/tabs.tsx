import { Tabs as Primitive } from 'radix-ui';
import type { ReactNode } from 'react';

/** A tab with its panel. */
export interface TabItem {
  id: string;
  label: string;
  content: ReactNode;
}

/** A segmented control over panels; arrow keys move between the tabs. */
export function Tabs({ label, items }: { label: string; items: readonly TabItem[] }) {
  return (
    <Primitive.Root defaultValue={items[0]?.id ?? ''} className="grid gap-2">
      <Primitive.List
        aria-label={label}
        className="flex gap-0.5 justify-self-start rounded-6 bg-sunken p-0.5"
      >
        {items.map(({ id, label: name }) => (
          <Primitive.Trigger
            key={id}
            value={id}
            className="h-5 rounded-4 px-2 text-12 whitespace-nowrap text-ink-2 data-[state=active]:bg-chosen data-[state=active]:font-semibold data-[state=active]:text-ink data-[state=active]:shadow-1"
          >
            {name}
          </Primitive.Trigger>
        ))}
      </Primitive.List>
      {items.map(({ id, content }) => (
        <Primitive.Content key={id} value={id}>
          {content}
        </Primitive.Content>
      ))}
    </Primitive.Root>
  );
}
