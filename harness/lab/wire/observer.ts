import type { SocketSample } from "../../evidence/evidence.ts";
import { ObserverError, startObserverProgram } from "./observer-program.ts";
import type { ObserverFiles, ObserverReport } from "./observer-report.ts";

/** Records the segments and the sockets of one server port after another. */
export interface Observer extends AsyncDisposable {
  /** Why segments, and sockets, are not recorded; null if they are. */
  readonly whyNoCapture: string | null;
  readonly whyNoSockets: string | null;
  /** Discards earlier records. Times of samples are relative to `epoch`, on the monotonic clock. */
  begin(of: { readonly serverPort: number; readonly epochNs: bigint }): void;
  /**
   * Stops recording. The report includes everything that has crossed so far.
   *
   * @throws {ObserverError} if the program has ended.
   */
  end(): Promise<ObserverReport>;
  /**
   * Fetches what was recorded.
   *
   * @throws {ObserverError} if the program has ended.
   */
  files(): Promise<ObserverFiles>;
}

/** Arguments of the observer program. */
export interface ObservedPlace {
  /** Words that start a program on the wire; empty for this machine itself. */
  readonly enter: readonly string[];
  /** Interfaces at the client's and the server's side of the wire; null if there is no wire. */
  readonly devices: readonly [string, string] | null;
  /**
   * Files that stand for the network namespaces of client and server; null for this process's own.
   */
  readonly networks: readonly [string, string] | null;
}

/**
 * Starts the program that observes. It ends with the lab, or when this process does.
 *
 * @throws {ObserverError} if it does not run.
 */
export async function startObserver(
  { enter, devices, networks }: ObservedPlace,
  environment: Readonly<Record<string, string>>,
): Promise<Observer> {
  const words = [...(devices ?? ["-", "-"]), ...(networks ?? ["-", "-"])];
  await using starting = new AsyncDisposableStack();
  // biome-ignore lint/nursery/useDisposables: the stack disposes of it.
  const observer = starting.use(startObserverProgram({ enter, words }, environment));
  const failures = JSON.parse(await observer.line()) as Failures;
  const owned = starting.move();
  return {
    whyNoCapture: devices === null ? noWire : explain(failures.capture),
    whyNoSockets: explain(failures.sockets),
    begin: ({ serverPort, epochNs }) => observer.command(`begin ${serverPort} ${epochNs}`),
    async end() {
      observer.command("end");
      const report = JSON.parse(await observer.line()) as RawReport;
      return { ...report, realtimeMinusMonotonicNs: BigInt(report.realtimeMinusMonotonicNs) };
    },
    async files() {
      observer.command("files");
      const [client = 0, server = 0, sockets = 0] = (await observer.line()).split(" ").map(Number);
      return {
        client: await observer.bytes(client),
        server: await observer.bytes(server),
        sockets: JSON.parse((await observer.bytes(sockets)).toString()) as SocketSample[],
      };
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

const noWire = "This lab has no wire of its own; use --lab netns.";

/** For a lab without a wire. */
export function recordNoSegments(): Promise<never> {
  return Promise.reject(new ObserverError(noWire));
}

/** For this machine, which has sockets but no wire. */
export function startLocalObserver(): Promise<Observer> {
  return startObserver({ enter: [], devices: null, networks: null }, {});
}

/** Why it cannot record segments, or sockets; null if it can. */
interface Failures {
  readonly capture: string | null;
  readonly sockets: string | null;
}

/** Its numbers have more digits than JSON numbers keep. */
type RawReport = Omit<ObserverReport, "realtimeMinusMonotonicNs"> & {
  readonly realtimeMinusMonotonicNs: string;
};

function explain(failure: string | null): string | null {
  return failure === null ? null : `The kernel does not allow it: ${failure}.`;
}
