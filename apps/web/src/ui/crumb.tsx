import { ChevronRight } from 'lucide-react';
import { Link } from 'react-router';

/** One step of the way up. */
export function Crumb({ to, children }: { to: string; children: string }) {
  return (
    <span className="flex items-center gap-1 whitespace-nowrap">
      <Link to={to} className="text-ink-2 underline-offset-2 hover:underline">
        {children}
      </Link>
      <ChevronRight className="text-ink-3" aria-hidden />
    </span>
  );
}
