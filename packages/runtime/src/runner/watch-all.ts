import type { EventSink } from '@datagenflow/contracts';
import type { ExecutionObserver } from '@datagenflow/engine';

/** Follows jobs: by what their executions do, and by events. */
export interface Watcher {
  observer: Partial<ExecutionObserver>;
  hear?: EventSink;
}

/** One watcher that tells all of these; `observer` is undefined when there are none. */
export function watchAll(watchers: readonly Watcher[]): {
  observer: ExecutionObserver | undefined;
  hear: EventSink;
} {
  const observers = watchers.map(({ observer }) => observer);
  return {
    observer: observers.length === 0 ? undefined : observeAll(observers),
    hear: (event) => watchers.forEach((watcher) => watcher.hear?.(event)),
  };
}

function observeAll(all: readonly Partial<ExecutionObserver>[]): ExecutionObserver {
  return {
    jobStarted: (...told) => all.forEach((each) => each.jobStarted?.(...told)),
    executionStarted: (...told) => all.forEach((each) => each.executionStarted?.(...told)),
    stepStarted: (...told) => all.forEach((each) => each.stepStarted?.(...told)),
    callSent: (...told) => all.forEach((each) => each.callSent?.(...told)),
    stepThrew: (...told) => all.forEach((each) => each.stepThrew?.(...told)),
    stepEnded: (...told) => all.forEach((each) => each.stepEnded?.(...told)),
    executionEnded: (...told) => all.forEach((each) => each.executionEnded?.(...told)),
    executionLeft: (...told) => all.forEach((each) => each.executionLeft?.(...told)),
  };
}
