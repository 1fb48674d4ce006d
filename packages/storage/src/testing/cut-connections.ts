import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to a PostgreSQL on which connections are lost at the worst moment. */
export interface CuttableWay extends AsyncDisposable {
  readonly port: number;
  /**
   * Loses the connection that commits next: before the server hears of it, or before it answers; for
   * good, when no other is let through afterwards.
   */
  cutNextCommit(when: Cut): void;
}

type Cut = 'before' | 'after' | 'for good';

const COMMIT = Buffer.from('commit\0');

/** Stands between a client and the PostgreSQL on that port. */
export async function openCuttableWay(to: number): Promise<CuttableWay> {
  const sockets = new Set<Socket>();
  let cut: Cut | undefined;

  const closeAll = (): void => sockets.forEach((socket) => socket.destroy());

  const join = (client: Socket): void => {
    const server = connect(to, '127.0.0.1');
    const close = (): void => [client, server].forEach((socket) => socket.destroy());
    let lose: (() => void) | undefined;
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('error', close).on('close', close);
    }
    const cutHere = (when: Cut): void => {
      cut = undefined;
      if (when === 'before') close();
      if (when === 'for good') way.close();
      lose = when === 'for good' ? closeAll : close;
    };
    client.on('data', (data) => {
      if (cut !== undefined && data.includes(COMMIT)) cutHere(cut);
      if (!server.destroyed) server.write(data);
    });
    server.on('data', (data) => (lose === undefined ? client.write(data) : lose()));
  };

  const way = createServer(join);
  await new Promise<void>((resolve) => way.listen(0, '127.0.0.1', resolve));
  return {
    port: (way.address() as AddressInfo).port,
    cutNextCommit: (when) => {
      cut = when;
    },
    [Symbol.asyncDispose]: async () => {
      closeAll();
      await new Promise((resolve) => way.close(resolve));
    },
  };
}
