import { ListChecks, Puzzle, Workflow, Zap } from 'lucide-react';
import { Link, useLocation } from 'react-router';
import { Brand } from './brand.js';
import { DemoModelCard } from './demo-model-card.js';
import { JobIndicator } from './job-indicator.js';
import { ThemeToggle } from './theme-toggle.js';

const places = [
  { to: '/pipelines', label: 'Pipelines', Icon: Workflow, paths: /^\/pipelines/ },
  { to: '/generate', label: 'Generator', Icon: Zap, paths: /^\/(generate|jobs)/ },
  { to: '/review', label: 'Review', Icon: ListChecks, paths: /^\/(review|records)/ },
  { to: '/extensions', label: 'Extensions', Icon: Puzzle, paths: /^\/extensions/ },
];

/** The navigation; a rail of icons on narrow screens. */
export function Sidebar() {
  const { pathname } = useLocation();
  return (
    <header className="flex flex-col border-r border-line px-2 pb-2 narrow:items-center">
      <Brand />
      <nav aria-label="Main" className="mt-2 grid gap-0.5">
        {places.map(({ to, label, Icon, paths }) => (
          <Link
            key={to}
            to={to}
            aria-label={label}
            title={label}
            aria-current={paths.test(pathname) ? 'page' : undefined}
            className="flex h-8 items-center gap-2 rounded-6 px-2 text-ink-2 hover:bg-hover hover:text-ink aria-[current]:bg-current-place aria-[current]:font-semibold aria-[current]:text-ink"
          >
            <Icon />
            <span className="narrow:hidden">{label}</span>
          </Link>
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
