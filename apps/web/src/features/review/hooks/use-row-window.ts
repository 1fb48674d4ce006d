import { useEffect, useState, type RefObject } from 'react';
import { rowsInView, scrollToRow, type View } from '../model/row-window.js';

/** Follows what is in sight of a list that scrolls, and keeps its current row there. */
export function useRowWindow(
  scroller: RefObject<HTMLElement | null>,
  count: number,
  index: number,
): { start: number; end: number } {
  const [view, setView] = useState<View>({ scrollTop: 0, height: 0 });
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const look = () => setView({ scrollTop: element.scrollTop, height: element.clientHeight });
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [scroller]);
  useEffect(() => {
    const element = scroller.current;
    if (!element || index < 0 || element.clientHeight === 0) return;
    const { scrollTop, clientHeight: height } = element;
    element.scrollTo({ top: scrollToRow({ scrollTop, height }, index) });
  }, [index, scroller]);
  return rowsInView(view, count);
}
