import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";

/** The driver as a server. Connections are kept, and not read, until a step accepts them. */
export interface Listening {
  /** @throws where the port is taken: nothing can be said of a client then. */
  start(address: { readonly host: string; readonly port: number }): Promise<void>;
  /** @returns the next connection; null if there is none. */
  take(): Socket | null;
  /** @returns a function that ends the subscription. */
  onArrival(listener: () => void): () => void;
  /** Connections that were never taken. */
  readonly untaken: number;
  close(): void;
}

export function openListening(): Listening {
  const waiting: Socket[] = [];
  const listeners = new Set<() => void>();
  let server: Server | null = null;
  let isClosed = false;
  const keep = (socket: Socket) => {
    socket.on("error", () => {});
    waiting.push(socket);
    for (const listener of [...listeners]) {
      listener();
    }
  };
  return {
    async start({ host, port }) {
      const options = { allowHalfOpen: true, noDelay: true, pauseOnConnect: true };
      server = createServer(options, keep).listen({ host, port });
      await once(server, "listening");
    },
    take: () => waiting.shift() ?? null,
    onArrival(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    get untaken() {
      return waiting.length;
    },
    close() {
      if (!isClosed) {
        isClosed = true;
        server?.close();
        for (const socket of waiting) {
          socket.destroy();
        }
      }
    },
  };
}
