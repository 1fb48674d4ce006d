import { useEffect, useState } from 'react';

const tickMs = 10_000;

/** The time now, as exact as "2 min ago" needs it. */
export function useNow(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), tickMs);
    return () => clearInterval(timer);
  }, []);
  return now;
}
