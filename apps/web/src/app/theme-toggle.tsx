import { Monitor, Moon, Sun } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../ui/button.js';
import { applyTheme, nextTheme, readTheme, storeTheme } from './theme.js';

const icons = { system: Monitor, light: Sun, dark: Moon };

/** Changes between the system's theme, light and dark. */
export function ThemeToggle() {
  const [theme, setTheme] = useState(() => readTheme(localStorage));
  const Icon = icons[theme];
  const change = () => {
    const next = nextTheme(theme);
    storeTheme(next, localStorage);
    applyTheme(next);
    setTheme(next);
  };
  return (
    <Button
      variant="ghost"
      className="justify-start px-2 narrow:w-8 narrow:justify-center"
      aria-label={`Theme: ${theme}`}
      title={`Theme: ${theme}`}
      onClick={change}
    >
      <Icon />
      <span className="narrow:hidden">Theme: {theme}</span>
    </Button>
  );
}
