import { expect, test } from 'vitest';
import { openStorage } from '../open-storage.js';
import { makeRecords } from '../testing/samples.js';
import { makeTestDirectory } from '../testing/test-directory.js';
import { FinderThread } from './finder-thread.js';

test('a database that could not be opened is tried again by the next question', async () => {
  await using directory = await makeTestDirectory();
  const path = directory.file('late.db');
  await using thread = new FinderThread({ path }, 2_000);
  await expect(thread.find({})).rejects.toThrow('Could not open');
  await using storage = await openStorage({ path });
  const { ids } = await makeRecords(storage, [{ text: 'a' }]);
  expect(await thread.find({})).toMatchObject({ ids, total: 1 });
});
