import type { ServerEvent } from '@datagenflow/contracts';
import { expect, test, vi } from 'vitest';
import { listenToEvents, type OpenEvents } from './listen-to-events.js';

/** Tabs of one browser, and the connections that they have open. */
function browser() {
  const open = new Set<(event: ServerEvent) => void>();
  const openEvents: OpenEvents = (tell) => {
    open.add(tell);
    return () => open.delete(tell);
  };
  return {
    open,
    tab: () => {
      const heard: string[] = [];
      const close = listenToEvents(({ type }) => heard.push(type), openEvents);
      return { heard, close };
    },
    emit: (event: ServerEvent) => open.forEach((tell) => tell(event)),
  };
}

const started: ServerEvent = { type: 'job:started', job_id: 1, pipeline_id: 1 };

test.runIf('locks' in navigator)(
  'tabs share one connection, and when the one that has it is closed another takes over',
  async () => {
    const { open, tab, emit } = browser();
    const tabs = [tab(), tab(), tab()];
    await vi.waitFor(() => expect(open.size).toBe(1));
    emit(started);
    for (const { heard } of tabs) await vi.waitFor(() => expect(heard).toEqual(['job:started']));
    tabs[0]?.close();
    await vi.waitFor(() => expect(open.size).toBe(1));
    emit({ type: 'resync' });
    for (const { heard } of tabs.slice(1)) {
      await vi.waitFor(() => expect(heard).toEqual(['job:started', 'resync']));
    }
    expect(tabs[0]?.heard).toEqual(['job:started']);
    for (const { close } of tabs) close();
    await vi.waitFor(() => expect(open.size).toBe(0));
  },
);

test('without locks each tab has its own connection', () => {
  vi.stubGlobal('navigator', {});
  const { open, tab, emit } = browser();
  const tabs = [tab(), tab()];
  expect(open.size).toBe(2);
  emit(started);
  for (const { heard } of tabs) expect(heard).toEqual(['job:started']);
  for (const { close } of tabs) close();
  expect(open.size).toBe(0);
  vi.unstubAllGlobals();
});
