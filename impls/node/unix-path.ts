import { lstatSync, unlinkSync } from "node:fs";
import { connect, type Server } from "node:net";
import process from "node:process";

// Whoever is in the group may connect, which takes permission to write. impl.json has to follow.
const SOCKET_MODE = 0o660;

/**
 * Listens at the path of a Unix-domain socket, or at an abstract name, written as `@name`. Node removes the
 * file when the server is closed.
 */
export async function listenAtPath(server: Server, name: string, backlog: number): Promise<void> {
  const path = name.startsWith("@") ? name.replace("@", "\0") : name;
  if (!name.startsWith("@")) await removeStale(path);
  // The mode follows from the umask, so that the file never has another one.
  const before = process.umask(0o777 & ~SOCKET_MODE);
  server.listen({ path, backlog });
  process.umask(before);
}

/**
 * Removes the file of a server that was killed, at which bind() would fail. Only connecting tells it from
 * that of a server that lives, which must stay.
 */
async function removeStale(path: string): Promise<void> {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSocket() !== true) return;
  const refusal = await new Promise<string>((resolve) => {
    const probe = connect(path);
    probe.once("connect", () => {
      probe.destroy();
      resolve("");
    });
    probe.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? ""));
  });
  if (refusal === "ECONNREFUSED") unlinkSync(path);
}
