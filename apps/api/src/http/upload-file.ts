import { createWriteStream, type WriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import type { StorageEngine } from 'multer';

/** The file of a form, written as it comes. */
export class UploadFile implements StorageEngine {
  readonly path: string;
  #sink: WriteStream | undefined;

  constructor(path: string) {
    this.path = path;
  }

  readonly _handleFile: StorageEngine['_handleFile'] = (_request, { stream }, done) => {
    this.#sink = createWriteStream(this.path, { flags: 'wx' });
    pipeline(stream, this.#sink, (error) => {
      if (error) done(error);
      else done(null, { path: this.path });
    });
  };

  /** Whoever receives it discards it. */
  readonly _removeFile: StorageEngine['_removeFile'] = (_request, _file, done) => done(null);

  /** Deletes what was written; waits until nothing can be written any more. */
  async discard(): Promise<void> {
    const sink = this.#sink;
    if (sink !== undefined && !sink.closed) {
      const closed = new Promise<void>((done) => sink.once('close', done));
      sink.destroy();
      await closed;
    }
    await rm(this.path, { force: true });
  }
}
