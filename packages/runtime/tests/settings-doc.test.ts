import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readConfig } from '../src/config.js';

const page = readFileSync(new URL('../../../docs/settings.md', import.meta.url), 'utf8');

/** For drills alone, or given to npm as it is. */
const notSettings =
  /^(FAILPOINT|npm_.+|https?_proxy|no_proxy|NODE_EXTRA_CA_CERTS|PATH|SystemRoot|TMPDIR|TEMP)$/i;
/** The other variables for traces are read with it only. */
const given: Record<string, string> = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318' };

/** Read by `dgf`. */
const ofCommands = 'DATAGENFLOW_ENDPOINT';

/** Names of the variables that the settings are read from. */
function listVariables(): string[] {
  const asked = new Set<string>([ofCommands]);
  const environment = new Proxy<Record<string, string | undefined>>(
    {},
    {
      get: (_, name) => {
        asked.add(String(name));
        return given[String(name)];
      },
    },
  );
  readConfig('/', environment);
  return [...asked].filter((name) => !notSettings.test(name));
}

test('docs/settings.md lists every variable that is read, once, and no other', () => {
  const listed = [...page.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, name = '']) => name);
  expect(listed.sort()).toEqual(listVariables().sort());
});
