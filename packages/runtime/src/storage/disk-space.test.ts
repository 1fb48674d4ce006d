import { describe, expect, test } from 'vitest';
import { DiskSpace } from './disk-space.js';

const MB = 1024 ** 2;
const RESERVED = 64 * MB;

describe('row 59: the disk of the data directory', () => {
  test('has room for anything but its last 64 MB', async () => {
    const disk = new DiskSpace('data', () => Promise.resolve(RESERVED + 1_000));
    await disk.check();
    await disk.check(1_000);
    await expect(disk.check(1_001)).rejects.toMatchObject({
      code: 'disk_full',
      status: 507,
      detail: { free: RESERVED + 1_000, reserved: RESERVED },
    });
    const full = new DiskSpace('data', () => Promise.resolve(RESERVED - 1));
    await expect(full.check()).rejects.toThrow('has 63 MB left, and 64 MB are kept');
  });

  test('is written to by many at once down to these, and seldom looked at', async () => {
    let free = RESERVED + 300 * MB;
    let looks = 0;
    const disk = new DiskSpace('data', () => {
      looks += 1;
      return Promise.resolve(free);
    });
    const write = async () => {
      for (;;) {
        await disk.take(MB / 8);
        free -= MB / 8;
      }
    };
    const ends = await Promise.allSettled([write(), write(), write(), write(), write()]);
    expect(ends.map(({ status }) => status)).toEqual(Array(5).fill('rejected'));
    expect(free).toBeLessThan(RESERVED + MB);
    expect(free).toBeGreaterThan(RESERVED - MB);
    expect(looks).toBeLessThan(50);
  });
});
