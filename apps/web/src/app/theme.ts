/** Light, dark, or as the system says. */
export type Theme = 'system' | 'light' | 'dark';

const storageKey = 'datagenflow.theme';
const order: readonly Theme[] = ['system', 'light', 'dark'];

/** The theme that was chosen on this machine. */
export function readTheme(storage: Pick<Storage, 'getItem'>): Theme {
  const stored = storage.getItem(storageKey);
  return order.find((theme) => theme === stored) ?? 'system';
}

/** Keeps the choice for the next visit. */
export function storeTheme(theme: Theme, storage: Pick<Storage, 'setItem'>): void {
  storage.setItem(storageKey, theme);
}

/** What one more press of the toggle gives. */
export function nextTheme(theme: Theme): Theme {
  return order[(order.indexOf(theme) + 1) % order.length] ?? 'system';
}

/** Shows the page in this theme; the colours themselves stand in theme.css. */
export function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
