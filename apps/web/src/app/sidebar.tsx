import { Workflow, Zap } from 'lucide-react';
import { NavLink } from 'react-router';
import { Brand } from './brand.js';
import { DemoModelCard } from './demo-model-card.js';
import { JobIndicator } from './job-indicator.js';
import { ThemeToggle } from './theme-toggle.js';

const places = [
  { to: '/pipelines', label: 'Pipelines', Icon: Workflow },
  { to: '/jobs', label: 'Jobs', Icon: Zap },
];

/** The navigation; a rail of icons on narrow screens. */
export function Sidebar() {
  return (
    <header className="flex flex-col border-r border-line px-2 pb-2 narrow:items-center">
      <Brand />
      <nav aria-label="Main" className="mt-2 grid gap-0.5">
        {places.map(({ to, label, Icon }) => (
          <NavLink
            key={to}
            to={to}
            aria-label={label}
            title={label}
            className="flex h-8 items-center gap-2 rounded-6 px-2 text-ink-2 hover:bg-hover hover:text-ink aria-[current]:bg-current-place aria-[current]:font-semibold aria-[current]:text-ink"
          >
            <Icon />
            <span className="narrow:hidden">{label}</span>
          </NavLink>
        ))}
      </nav>
      <div className="mt-auto grid gap-2 narrow:justify-items-center">
        <JobIndicator />
        <DemoModelCard />
        <ThemeToggle />
      </div>
    </header>
  );
}
