import { useEffect, useRef } from 'react';
import { readShortcut, type ReviewAction } from '../model/shortcuts.js';

/** Calls what a key means, unless someone types or a dialog is open. */
export function useShortcuts(act: (action: ReviewAction) => void): void {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || document.querySelector('dialog[open]')) return;
      const target = event.target instanceof Element ? event.target : null;
      const action = readShortcut({
        key: event.key,
        isTyping: isTyping(target),
        isOnControl: Boolean(target?.closest('a, button, [role="menuitem"]')),
        ctrlKey: event.ctrlKey,
        altKey: event.altKey,
        metaKey: event.metaKey,
      });
      if (action === undefined || isMovingElsewhere(event.key, target)) return;
      event.preventDefault();
      latest.current(action);
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}

function isTyping(target: Element | null): boolean {
  if (target instanceof HTMLInputElement) return target.type !== 'checkbox';
  return (
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLElement && target.isContentEditable)
  );
}

/** Tabs and menus move with arrows of their own. */
function isMovingElsewhere(key: string, target: Element | null): boolean {
  return key.startsWith('Arrow') && Boolean(target?.closest('[role="tablist"], [role="menu"]'));
}
