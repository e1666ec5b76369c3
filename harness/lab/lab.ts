import type { Host, ServerHost } from "../host/host.ts";
import type { Link } from "./link.ts";
import type { SocketSizes } from "./socket-sizes.ts";
import type { Observer } from "./wire/observer.ts";
import type { RecordedCase, SegmentRecorder } from "./wire/segment-times.ts";

export const labKinds = ["netns", "container", "loopback", "remote"] as const;

export type LabKind = (typeof labKinds)[number];

/** Two hosts joined by one link, in which cases run one after another. */
export interface Lab extends AsyncDisposable {
  readonly kind: LabKind;
  readonly client: Host;
  /** Null if only the server's address is known. */
  readonly server: ServerHost | null;
  /** The client's address, as the server reaches it: where the driver listens for a client that is under test. */
  readonly clientAddress: string;
  /**
   * Addresses of which the server's host can be told that they are the client's too: one that refuses
   * connections, and one that never answers. Null where that host cannot be told any names.
   */
  readonly deadAddresses: { readonly refuses: string; readonly silent: string } | null;
  /** The server's address, as the client reaches it. */
  readonly serverAddress: string;
  /** The same over IPv6; null where the link has none. */
  readonly serverAddressIpv6: string | null;
  /**
   * The same server, to which the client announces a smaller MSS: segments carry 1360 bytes, an
   * even number of which fill 8192, 16,384 and 65,536 bytes. Absent if there is none.
   */
  readonly shortSegmentsAddress?: string;
  /** Another address of the same server; absent if there is none, or only that of short segments. */
  readonly otherAddress?: string;
  /** The IPv4 address of all hosts on the link, on which multicasts pass too; absent if they do not. */
  readonly broadcastAddress?: string;
  /** Port of the implementation, fresh for each case; fixed where it is not ours to choose. */
  nextPort(): number;
  /** False once its hosts have ended, for whatever reason. */
  isAlive(): boolean;
  /**
   * Looks whether a server that the lab did not start still answers, and waits for it some seconds.
   *
   * @returns why it cannot be graded any more; null if it answers, or if the lab starts servers.
   */
  whyNoServer(): Promise<string | null>;
  /** The wire between the hosts; null if the lab does not own one that can be watched. */
  readonly link: Link | null;
  /** Why there is none, or null. */
  readonly whyNoLink: string | null;
  /**
   * Looks on which connections of a server's port segments are on their way: a retransmission timer
   * runs at an end, or one end is gone and the other does not know yet.
   *
   * @returns the client's ports of those connections; among them also null if one of their handshakes
   *   is not over, for a client that does not know its port yet. Null where it cannot be seen.
   */
  inFlight(serverPort: number): Promise<readonly (number | null)[] | null>;
  /**
   * Starts to record what people want to see of a case, beside what judges it.
   *
   * @throws {ObserverError} where nothing can be recorded.
   */
  startObserver(): Promise<Observer>;
  /**
   * Starts to record when the segments of a case pass the server's side of the wire.
   *
   * @throws {ObserverError} where that cannot be seen.
   */
  recordSegments(of: RecordedCase): Promise<SegmentRecorder>;
  readonly facts: LabFacts;
  /**
   * What lies behind a proxy: a lab whose client is this one's server host, and whose server host runs
   * the proxy's upstream. It ends with this one. Absent where it was not asked for.
   */
  readonly behind?: Lab;
}

/** What a session needs of its lab beside a link. */
export interface LabNeeds {
  /** A host for a proxy's upstream. */
  readonly upstream: boolean;
}

/** Facts that a result must name to be understood and repeated. */
export interface LabFacts {
  readonly kernel: string;
  readonly congestionControl: string;
  /** `tcp_rmem` and `tcp_wmem` of each host: minimum, initial and largest size in bytes. */
  readonly buffers: {
    readonly client: SocketBuffers;
    readonly server: SocketBuffers;
  };
  /** False where other programs of the machine count in the same kernel counters. */
  readonly countersAreOurs: boolean;
  /** Whether its clock is simulated. Default: no. */
  readonly virtualTime?: boolean;
}

export interface SocketBuffers {
  readonly tcpRmem: SocketSizes;
  readonly tcpWmem: SocketSizes;
}

/** The lab ended while it was in use, so what happened in it says nothing of an implementation. */
export class LabLostError extends Error {
  override readonly name = "LabLostError";
  readonly code = "LAB_LOST";

  constructor(options?: ErrorOptions) {
    super(
      "The lab ended while cases ran in it: something killed its processes. " +
        "Check whether this machine is short of memory, then run again.",
      options,
    );
  }
}

/** The lab could not be opened, so no implementation can be judged. */
export class LabOpenError extends Error {
  override readonly name = "LabOpenError";
  readonly code = "LAB_NOT_OPEN";
}

/** The bytes that the sockets on the way there and back, and on the way back alone, can hold. */
interface Capacities {
  readonly echoCapacityBytes: number;
  readonly loopCapacityBytes: number;
}

/**
 * The bytes that the sockets on the way can hold while the client reads nothing: a receive buffer
 * grows past its initial size only as its owner reads (tcp(7), tcp_moderate_rcvbuf).
 *
 * @param behind the buffers of a proxy, which is the client there, and its upstream; default: no proxy.
 */
export function capacities(buffers: LabFacts["buffers"], behind?: LabFacts["buffers"]): Capacities {
  const echoCapacityBytes = buffers.server.tcpWmem[2] + buffers.client.tcpRmem[1];
  const loopCapacityBytes = echoCapacityBytes + buffers.server.tcpRmem[2];
  if (behind === undefined) {
    return { echoCapacityBytes, loopCapacityBytes };
  }
  // The proxy has read before, so that its receive buffer may have grown.
  const backBytes = behind.server.tcpWmem[2] + behind.client.tcpRmem[2];
  const thereBytes = behind.client.tcpWmem[2] + behind.server.tcpRmem[2];
  return {
    echoCapacityBytes: echoCapacityBytes + backBytes,
    loopCapacityBytes: loopCapacityBytes + backBytes + thereBytes,
  };
}
