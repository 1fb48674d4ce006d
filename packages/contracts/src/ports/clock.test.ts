import { describeClockContract } from '../testing/describe-clock-contract.js';
import { ManualClock } from '../testing/manual-clock.js';
import { systemClock } from './system-clock.js';

describeClockContract('systemClock', () => ({ clock: systemClock }));

describeClockContract('ManualClock', () => {
  const clock = new ManualClock();
  return { clock, pass: (ms) => clock.advance(ms) };
});
