import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  abandonProbe,
  admit,
  closedCircuit,
  recordCredentials,
  recordOutage,
  startProbe,
  type Circuit,
} from './circuit.js';

function failTimes(times: number): Circuit {
  let circuit = closedCircuit();
  for (let index = 0; index < times; index += 1) circuit = recordOutage(circuit, 0, 'down');
  return circuit;
}

describe('circuit', () => {
  test('opens at the fifth failure in a row', () => {
    expect(admit(failTimes(4), 0)).toBe('send');
    expect(admit(failTimes(5), 0)).toBe('fail');
  });

  test('opens at once on bad credentials', () => {
    const circuit = recordCredentials(closedCircuit(), 0, 'no');
    expect(circuit).toMatchObject({ state: 'open', reason: 'credentials', message: 'no' });
    expect(admit(circuit, 29_999)).toBe('fail');
    expect(admit(circuit, 30_000)).toBe('probe');
  });

  test('lets one probe through while the others wait', () => {
    const circuit = startProbe(failTimes(5));
    expect(admit(circuit, 99_999)).toBe('wait');
    expect(admit(abandonProbe(circuit), 99_999)).toBe('probe');
  });

  test('an open circuit is probed within 10 s, however often it opened', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3_000 }), (probes) => {
        let circuit = failTimes(5);
        let now = 0;
        for (let index = 0; index < probes % 60; index += 1) {
          now += 10_000;
          expect(admit(circuit, now)).toBe('probe');
          circuit = recordOutage(startProbe(circuit), now, 'down');
        }
        expect(admit(circuit, now)).toBe('fail');
        expect(admit(circuit, now + 10_000)).toBe('probe');
      }),
    );
  });
});
