import { createWriteStream, type WriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline, Transform, type TransformCallback } from 'node:stream';
import type { DiskSpace } from '@datagenflow/runtime';
import type { StorageEngine } from 'multer';

/** The file of a form, written as it comes, as long as there is room. */
export class UploadFile implements StorageEngine {
  readonly path: string;
  readonly #disk: Pick<DiskSpace, 'take'>;
  #sink: WriteStream | undefined;

  constructor(path: string, disk: Pick<DiskSpace, 'take'>) {
    this.path = path;
    this.#disk = disk;
  }

  readonly _handleFile: StorageEngine['_handleFile'] = (_request, { stream }, done) => {
    this.#sink = createWriteStream(this.path, { flags: 'wx' });
    pipeline(stream, takeRoom(this.#disk), this.#sink, (error) => {
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

/** Passes on what there is room for. */
function takeRoom(disk: Pick<DiskSpace, 'take'>): Transform {
  const pass = async (chunk: Buffer, done: TransformCallback): Promise<void> => {
    try {
      await disk.take(chunk.length);
    } catch (error) {
      return done(error as Error);
    }
    done(null, chunk);
  };
  return new Transform({ transform: (chunk: Buffer, _encoding, done) => void pass(chunk, done) });
}
