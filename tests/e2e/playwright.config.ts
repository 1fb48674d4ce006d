import { defineConfig } from '@playwright/test';

const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

/**
 * Runs the browser tests against the built app: its own server, on a free port and with data of its
 * own, which stay in `test-results` until the next run.
 */
export default defineConfig({
  testDir: 'specs',
  outputDir: 'test-results',
  workers: 1,
  forbidOnly: true,
  reporter: [['line'], ['json', { outputFile: 'test-results/report.json' }]],
  use: {
    baseURL: process.env.APP_URL ?? 'http://localhost',
    viewport: { width: 1440, height: 900 },
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
      args: chromiumFlags,
    },
  },
  webServer: {
    command: 'node ../../apps/dgf/bin/dgf.js start',
    env: {
      PORT: '0',
      DATAGENFLOW_DATA_DIR: 'test-results/data',
      DATAGENFLOW_BLOCKS_PATH: 'test-results/blocks',
      DATAGENFLOW_TEMPLATES_PATH: 'test-results/templates',
      LLM_ENDPOINT: '',
      LLM_API_KEY: '',
      LLM_MODEL: '',
    },
    wait: { stdout: /Open\s+(?<app_url>http:\S+)/ },
    gracefulShutdown: { signal: 'SIGTERM', timeout: 10_000 },
  },
});
