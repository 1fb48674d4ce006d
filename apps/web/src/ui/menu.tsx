import { Ellipsis } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { buttonClass } from './button.js';

/** One thing that a menu offers. */
export interface MenuItem {
  label: string;
  icon: ReactNode;
  isDanger?: boolean;
  onSelect: () => void;
}

/** A button with three dots that opens a list of actions. */
export function Menu({ label, items }: { label: string; items: readonly MenuItem[] }) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        aria-label={label}
        title={label}
        className={buttonClass({ variant: 'ghost', size: 'sm' })}
      >
        <Ellipsis />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          className="z-20 grid min-w-44 rounded-8 border border-line bg-raised p-1 shadow-2"
        >
          {items.map(({ label: name, icon, isDanger = false, onSelect }) => (
            <DropdownMenu.Item
              key={name}
              onSelect={onSelect}
              className={`flex h-8 cursor-default items-center gap-2 rounded-4 px-2 outline-none data-highlighted:bg-track ${isDanger ? 'text-bad' : 'text-ink'}`}
            >
              {icon}
              {name}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
