import { crc32 } from "node:zlib";
import {
  type ConnectionHistory,
  type History,
  historySchemaVersion,
  type ReceivedDigest,
  type Sample,
  type Wait,
} from "./history.ts";

/** What a connection did, where it differs from connecting and nothing more. */
export interface ConnectionFacts extends Partial<Omit<ConnectionHistory, "sent" | "received">> {
  /** All that was sent, in hexadecimal. */
  readonly sent?: string;
  /** All that arrived, in hexadecimal. */
  readonly received?: string;
}

/** The probe of the epilogue, served as it should be. */
const servedProbe = makeConnection("probe", {
  sent: "0000000470696e67",
  received: "0000000470696e67",
});

/**
 * Writes a history by hand, for tests: one in which all went well, but for the facts given. The
 * epilogue's probe is added unless it is among the connections.
 */
export function makeHistory(facts: Partial<History> = {}): History {
  const connections = facts.connections ?? [];
  const probed = connections.some((connection) => connection.group === "probe");
  return {
    schemaVersion: historySchemaVersion,
    protocol: "framed",
    context: {
      seed: 1,
      roundTripMs: 0,
      lossy: false,
      slowestKbit: null,
      maxFrameBytes: 1024,
      keepAliveMs: 0,
      echoCapacityBytes: 100_000,
      loopCapacityBytes: 200_000,
    },
    events: [],
    eventsDropped: 0,
    samples: [],
    counters: { client: {}, server: {} },
    idleCpuShare: 0,
    restarts: [],
    linkFaults: [],
    secondInstance: null,
    process: {
      atEnd: { state: "running", processes: 1 },
      stop: null,
      output: { text: "", bytesDropped: 0 },
    },
    timerLatenessMsMax: 0,
    ...facts,
    connections: probed ? connections : [...connections, servedProbe],
  };
}

/** @param name such as `main`, or `main#2` for the second one of the group `main`. */
export function makeConnection(name: string, facts: ConnectionFacts = {}): ConnectionHistory {
  const { sent = "", received = "", ...rest } = facts;
  return {
    name,
    group: name.replace(/#\d+$/, ""),
    localPort: 40_000,
    connectingAtMs: 0,
    connectedAtMs: rest.localPort === null ? null : 1,
    sent:
      sent === "" ? [] : [{ atMs: 1, content: [{ raw: sent }], seed: 1, bytes: sent.length / 2 }],
    received: digestOf(Buffer.from(received, "hex")),
    waits: [],
    pings: [],
    peerEnd: null,
    connectError: null,
    unsolicitedBytes: 0,
    owedAtShutdownBytes: null,
    inspections: [],
    ...rest,
  };
}

/** A wait of 2000 ms that was not satisfied, but for the facts given. */
export function makeWait(step: Wait["step"], facts: Partial<Wait> = {}): Wait {
  return {
    step,
    fromMs: 10,
    toMs: 2010,
    satisfied: false,
    receivedBytes: 0,
    owedBytes: 0,
    ...facts,
  };
}

/** A sample of one small process without sockets, but for the facts given. */
export function makeSample(
  label: string,
  {
    sockets = {},
    ...process
  }: Partial<Sample["implementation"]> & Pick<Partial<Sample>, "sockets">,
): Sample {
  return {
    label,
    atMs: 100,
    implementation: {
      processes: 1,
      residentBytes: 0,
      residentPeakBytes: 0,
      addressSpaceBytes: 0,
      descriptors: 0,
      cpuMs: 0,
      runnableMs: 0,
      ...process,
    },
    sockets,
  };
}

/** Written apart from the driver's digest, against which it stands in judgements. */
function digestOf(bytes: Buffer): ReceivedDigest {
  const blockBytes = 16_384;
  const blocks = Array.from({ length: Math.ceil(bytes.length / blockBytes) }, (_, index) =>
    bytes.subarray(index * blockBytes, (index + 1) * blockBytes),
  );
  return {
    bytes: bytes.length,
    blockBytes,
    blockCrcs: blocks.map((block) => crc32(block)),
    head: bytes.subarray(0, 4096).toString("base64"),
    cutShort: false,
  };
}
