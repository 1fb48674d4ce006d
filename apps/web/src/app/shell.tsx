import { useEffect, useRef } from 'react';
import { Outlet, useLocation } from 'react-router';
import { useLiveEvents } from '../api/use-live-events.js';
import { ConnectionBanner } from './connection-banner.js';
import { Sidebar } from './sidebar.js';

/** What every page stands in: navigation on the left, the page on the right. */
export function Shell() {
  useLiveEvents();
  const { pathname } = useLocation();
  const main = useRef<HTMLElement>(null);
  const shownPath = useRef(pathname);
  useEffect(() => {
    if (shownPath.current === pathname) return;
    shownPath.current = pathname;
    main.current?.focus();
  }, [pathname]);
  return (
    <div className="grid h-full grid-cols-[208px_minmax(0,1fr)] narrow:grid-cols-[48px_minmax(0,1fr)]">
      <a
        href="#main"
        className="sr-only rounded-6 bg-raised p-2 focus:not-sr-only focus:absolute focus:top-1 focus:left-1 focus:z-10"
      >
        Skip to the page
      </a>
      <Sidebar />
      <main
        id="main"
        ref={main}
        tabIndex={-1}
        className="flex h-screen min-h-0 min-w-0 flex-col outline-none"
      >
        <ConnectionBanner />
        <Outlet key={pathname} />
      </main>
    </div>
  );
}
