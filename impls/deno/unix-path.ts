// Whoever is in the group may connect, which takes permission to write. impl.json has to follow.
const SOCKET_MODE = 0o660;

/** Listens at the path of a Unix-domain socket. Deno has no abstract names. */
export async function listenAtPath(path: string): Promise<Deno.Listener<Deno.UnixConn>> {
  await removeStale(path);
  // The mode follows from the umask, so that the file never has another one.
  const before = Deno.umask(0o777 & ~SOCKET_MODE);
  const listener = Deno.listen({ transport: "unix", path });
  Deno.umask(before);
  return listener;
}

/** Deno leaves the file behind. Another server's may have taken its place if somebody removed ours. */
export function removeSocket(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/**
 * Removes the file of a server that was killed, at which bind() would fail. Only connecting tells it from
 * that of a server that lives, which must stay.
 */
async function removeStale(path: string): Promise<void> {
  try {
    if (!Deno.lstatSync(path).isSocket) return;
    (await Deno.connect({ transport: "unix", path })).close();
  } catch (error) {
    if (error instanceof Deno.errors.ConnectionRefused) Deno.removeSync(path);
    else if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
