import { test as base, expect, type Page } from '@playwright/test';

/** What a page must not do, as it was seen. */
interface Findings {
  errors: string[];
  requests: string[];
}

/** Options of a test: console errors that it provokes. */
interface Options {
  expectedErrors: RegExp[];
}

/**
 * A test whose page is watched: it fails on any console error, uncaught error, violated content
 * security policy and request to another origin.
 */
export const test = base.extend<Options & { watchedPage: undefined }>({
  expectedErrors: [[], { option: true }],
  watchedPage: [
    async ({ page, baseURL, expectedErrors }, use) => {
      const { errors, requests } = watch(page, new URL(baseURL ?? '').origin);
      await use(undefined);
      const unexpected = errors.filter((text) => !expectedErrors.some((each) => each.test(text)));
      expect(unexpected, 'console errors').toEqual([]);
      expect(requests, 'requests to other origins').toEqual([]);
    },
    { auto: true },
  ],
});

export { expect } from '@playwright/test';

/** Violations of the policy and failed requests are console errors of their own in Chromium. */
function watch(page: Page, origin: string): Findings {
  const findings: Findings = { errors: [], requests: [] };
  page.on('console', (message) => {
    if (message.type() === 'error') findings.errors.push(message.text());
  });
  page.on('pageerror', (error) => findings.errors.push(String(error)));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.origin !== origin && url.protocol !== 'data:') findings.requests.push(request.url());
  });
  return findings;
}
