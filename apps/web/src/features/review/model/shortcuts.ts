/** What a key does in review. */
export type ReviewAction =
  | 'accept'
  | 'reject'
  | 'reset'
  | 'edit'
  | 'next'
  | 'previous'
  | 'open'
  | 'select'
  | 'search'
  | 'undo'
  | 'help'
  | 'back';

/** A line of the sheet of shortcuts. */
export interface Shortcut {
  action: ReviewAction;
  /** As `KeyboardEvent.key` names them; the first is shown first. */
  keys: readonly string[];
  label: string;
}

/** All of them, in the order in which they are shown. */
export const shortcuts: readonly Shortcut[] = [
  { action: 'accept', keys: ['a'], label: 'accept' },
  { action: 'reject', keys: ['r'], label: 'reject' },
  { action: 'reset', keys: ['u'], label: 'pending' },
  { action: 'edit', keys: ['e'], label: 'edit' },
  { action: 'next', keys: ['n', 'ArrowDown', 'ArrowRight'], label: 'next' },
  { action: 'previous', keys: ['p', 'ArrowUp', 'ArrowLeft'], label: 'previous' },
  { action: 'open', keys: ['Enter'], label: 'open' },
  { action: 'select', keys: ['x'], label: 'select' },
  { action: 'search', keys: ['/'], label: 'search' },
  { action: 'undo', keys: ['z'], label: 'undo' },
  { action: 'help', keys: ['?'], label: 'all shortcuts' },
  { action: 'back', keys: ['Escape'], label: 'back to the table, or select nothing' },
];

/** How a key is written on screen. */
export function nameKey(key: string): string {
  return names[key] ?? key;
}

/** What a press means; undefined while someone types, and with Ctrl, Alt or Cmd. */
export function readShortcut(event: {
  key: string;
  isTyping: boolean;
  /** On something that Enter would press. */
  isOnControl: boolean;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
}): ReviewAction | undefined {
  if (event.isTyping || event.ctrlKey || event.altKey || event.metaKey) return undefined;
  if (event.key === 'Enter' && event.isOnControl) return undefined;
  return shortcuts.find(({ keys }) => keys.includes(event.key))?.action;
}

const names: Readonly<Record<string, string>> = {
  ArrowDown: '↓',
  ArrowUp: '↑',
  ArrowLeft: '←',
  ArrowRight: '→',
  Enter: '↵',
  Escape: 'Esc',
};
