import { lstatSync, rmSync } from "node:fs";

// Whoever is in the group may connect, which takes permission to write. impl.json has to follow.
const SOCKET_MODE = 0o660;

/**
 * Makes room at a path for a Unix-domain socket: removes the file of a server that was killed, at which
 * Bun.listen would fail. Only connecting tells it from that of a server that lives, which must stay.
 *
 * @throws where a server lives.
 */
export async function claimPath(path: string): Promise<void> {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSocket() !== true) return;
  const isServed = await Bun.connect({
    unix: path,
    socket: {
      open: (socket) => {
        socket.end();
      },
      data: () => {},
    },
  }).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== "ECONNREFUSED",
  );
  if (isServed) throw new Error(`another server listens at ${path}`);
  rmSync(path);
}

/** The mode follows from the umask, so that the file never has another one. */
export function withSocketMode<T>(listen: () => T): T {
  const before = process.umask(0o777 & ~SOCKET_MODE);
  try {
    return listen();
  } finally {
    process.umask(before);
  }
}

export function removeSocket(path: string): void {
  rmSync(path, { force: true });
}
