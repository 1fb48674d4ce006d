import { Backup, BackupInput, Pruned, PruneInput, StorageUse } from '../nouns/storage.js';
import { defineEndpoint } from './endpoint.js';
import { Nothing } from './parameters.js';

const tag = 'storage';
const none = { params: Nothing, query: Nothing, body: Nothing };

export const storageEndpoints = {
  getStorage: defineEndpoint({
    ...none,
    method: 'GET',
    path: '/api/storage',
    summary: 'What is stored takes so many bytes',
    tag,
    response: StorageUse,
  }),
  pruneStorage: defineEndpoint({
    ...none,
    method: 'POST',
    path: '/api/storage/prune',
    summary: 'Remove old calls of deleted jobs; they can’t be reused any more',
    tag,
    body: PruneInput,
    response: Pruned,
  }),
  backUp: defineEndpoint({
    ...none,
    method: 'POST',
    path: '/api/storage/backup',
    summary: 'Copy the database to a file, while everything goes on; SQLite only',
    tag,
    body: BackupInput,
    response: Backup,
  }),
};
