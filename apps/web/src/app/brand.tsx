import { Link } from 'react-router';

/** Mark and name; leads home. */
export function Brand() {
  return (
    <Link
      to="/pipelines"
      aria-label="DataGenFlow, home"
      className="flex h-12 items-center gap-2 px-2 text-14 font-semibold tracking-tight"
    >
      <svg viewBox="0 0 20 20" aria-hidden className="size-5 flex-none">
        <rect x=".5" y=".5" width="19" height="19" rx="5" className="fill-ink" />
        <circle cx="5.5" cy="10" r="1.75" className="fill-bg" />
        <path
          d="M7.5 10h2c1.6 0 1.4-4 3-4h2.2M9.5 10h5.2M9.5 10c1.6 0 1.4 4 3 4h2.2"
          className="fill-none stroke-bg stroke-[1.5]"
          strokeLinecap="round"
        />
      </svg>
      <span className="narrow:hidden">DataGenFlow</span>
    </Link>
  );
}
