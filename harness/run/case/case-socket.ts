import { lstatSync } from "node:fs";
import { basename } from "node:path";
import type { Clock } from "../../history/clock.ts";
import type { UnixSocketHistory } from "../../history/history.ts";
import { makeSocketFolder, socketPathIn } from "../../host/socket-folder.ts";
import type { Implementation } from "../../implementation/manifest.ts";
import type { Scenario } from "../../scenario/scenario.ts";

/** The Unix-domain socket of one case. What the server leaves behind is removed with it. */
export interface CaseSocket extends Disposable {
  /** What the server is given: its path, or its abstract name as `@name`. */
  readonly address: string;
  /** What the driver connects to: the same, with NUL for the `@`. */
  readonly connectTo: string;
  /** @returns a path of that length for another server. */
  pathOf(bytes: number): string;
  /** Looks at the file, if it has one. */
  look(after: UnixSocketHistory["looks"][number]["after"]): void;
  toHistory(): UnixSocketHistory;
}

const permissionBits = 0o7777;

export function makeCaseSocket(
  { start = {} }: Pick<Scenario, "start">,
  { socketMode }: Pick<Implementation, "socketMode">,
  clock: Clock,
): CaseSocket {
  using making = new DisposableStack();
  const folder = making.use(makeSocketFolder()).path;
  const isAbstract = start.socketName === "abstract";
  const address = isAbstract ? `@${basename(folder)}` : socketPathIn(folder, start.socketPathBytes);
  const looks: UnixSocketHistory["looks"][number][] = [];
  const owned = making.move();
  return {
    address,
    connectTo: isAbstract ? address.replace("@", "\0") : address,
    // Another name: what is cut off must not be all that tells it from the first one.
    pathOf: (bytes) => socketPathIn(folder, bytes, "second"),
    look(after) {
      const found = isAbstract ? undefined : lstatSync(address, { throwIfNoEntry: false });
      const mode = found === undefined ? null : found.mode & permissionBits;
      looks.push({ atMs: clock.nowMs(), after, mode });
    },
    toHistory: () => ({
      address,
      declaredMode: socketMode === undefined ? null : Number.parseInt(socketMode, 8),
      looks,
    }),
    [Symbol.dispose]: () => owned.dispose(),
  };
}
