import type { Evidence, SocketSample } from "../../../evidence/evidence.ts";
import type { History } from "../../../history/history.ts";
import type { PlotMark, PlotOptions, PlotSeries } from "../../pictures/plot/options.ts";
import { plot } from "../../pictures/plot/plot.ts";

export interface PlottedCase {
  readonly history: History;
  readonly evidence: Evidence | null;
  /** Marks where requirements broke. */
  readonly marks: readonly PlotMark[];
}

/** @returns SVGs of window, queue and memory over time: those with at least two samples. */
export function plotsOf(plotted: PlottedCase): readonly string[] {
  const plots = [
    ...socketPlots(ownSockets(plotted)),
    ...socketPlots(upstreamSockets(plotted)),
    ...processPlots(plotted),
  ];
  return plots
    .map((plot) => ({ ...plot, series: plot.series.filter(hasCourse) }))
    .filter(({ series }) => series.length > 0)
    .map((cropped) => plot({ ...cropped, ...span(plotted), withStyle: false }));
}

/** One time axis for all plots of a case, so that they can be compared. */
function span({
  history,
  evidence,
  marks,
}: PlottedCase): Pick<PlotOptions, "fromMs" | "untilMs" | "marks"> {
  const moments = [
    ...history.events.flatMap(({ atMs, untilMs = atMs }) => [atMs, untilMs]),
    ...[
      history.samples,
      evidence?.sockets ?? [],
      evidence?.upstream?.sockets ?? [],
      evidence?.processes ?? [],
      marks,
    ].flatMap((timed) => timed.map(({ atMs }) => atMs)),
  ];
  const [first = 0] = moments;
  return {
    marks,
    fromMs: moments.reduce((least, atMs) => Math.min(least, atMs), first),
    untilMs: moments.reduce((most, atMs) => Math.max(most, atMs), first),
  };
}

type Untouched = Pick<PlotOptions, "title" | "unit" | "series">;

function hasCourse({ points }: PlotSeries): boolean {
  return points.filter(({ value }) => value !== null).length > 1;
}

/** Samples of the sockets of one wire. */
interface WireSockets {
  readonly sockets: readonly SocketSample[];
  /** The name of the connection from this port. */
  readonly nameOf: (clientPort: number) => string;
  /** What its two hosts are called. */
  readonly hosts: Readonly<Record<SocketSample["host"], string>>;
}

function ownSockets({ history, evidence }: PlottedCase): WireSockets {
  return {
    sockets: evidence?.sockets ?? [],
    nameOf: (port) =>
      history.connections.find(({ localPort }) => localPort === port)?.name ?? `port ${port}`,
    hosts: { client: "client", server: evidence?.upstream === undefined ? "server" : "proxy" },
  };
}

function upstreamSockets({ evidence }: PlottedCase): WireSockets {
  return {
    sockets: evidence?.upstream?.sockets ?? [],
    nameOf: (port) => `the proxy's port ${port} to its upstream`,
    hosts: { client: "proxy", server: "upstream" },
  };
}

/** Picks the connection that held the most bytes: the others wait for the same reason. */
function socketPlots({ sockets, nameOf, hosts }: WireSockets): readonly Untouched[] {
  const ports = Map.groupBy(sockets, ({ clientPort }) => clientPort);
  const [busiest] = [...ports].sort(([, a], [, b]) => weight(b) - weight(a));
  if (busiest === undefined) {
    return [];
  }
  const [port, samples] = busiest;
  const name = nameOf(port);
  const line = (host: "client" | "server", what: string, value: Value): PlotSeries => ({
    name: what,
    points: samples
      .filter((sample) => sample.host === host)
      .map((sample) => ({ atMs: sample.atMs, value: value(sample) })),
  });
  const unread: Value = (sample) => sample.receiveQueueBytes;
  const unacknowledged: Value = (sample) => sample.sendQueueBytes;
  const peerWindow: Value = (sample) => sample.peerWindowBytes;
  const congestionWindow: Value = (sample) => sample.congestionWindowSegments;
  return [
    {
      title: `Queues of ${name}`,
      unit: "bytes",
      series: [
        line("server", `${hosts.server}, unread`, unread),
        line("server", `${hosts.server}, unacked`, unacknowledged),
        line("client", `${hosts.client}, unread`, unread),
        line("client", `${hosts.client}, unacked`, unacknowledged),
      ],
    },
    {
      title: `Windows of ${name}`,
      unit: "bytes",
      series: [
        line("client", `offered by ${hosts.server}`, peerWindow),
        line("server", `offered by ${hosts.client}`, peerWindow),
      ],
    },
    {
      title: `Congestion windows of ${name}`,
      unit: "segments",
      series: [
        line("server", hosts.server, congestionWindow),
        line("client", hosts.client, congestionWindow),
      ],
    },
  ];
}

type Value = (sample: SocketSample) => number | null;

function weight(samples: readonly SocketSample[]): number {
  const held = samples.map((sample) => sample.receiveQueueBytes + sample.sendQueueBytes);
  return held.reduce((sum, bytes) => Math.max(sum, bytes), 0) + samples.length / 1e6;
}

/** Without evidence: the samples that the scenario itself requested. */
function processPlots({ history, evidence }: PlottedCase): readonly Untouched[] {
  const asked = history.samples.flatMap(({ atMs, implementation }) =>
    implementation === null ? [] : [{ ...implementation, atMs }],
  );
  const watched = evidence?.processes ?? [];
  const samples = watched.length > 1 ? watched : asked;
  const points = (value: (sample: (typeof samples)[number]) => number) =>
    samples.map((sample) => ({ atMs: sample.atMs, value: value(sample) }));
  const busy = samples.slice(1).map((sample, index) => {
    const before = samples[index];
    const elapsedMs = sample.atMs - (before?.atMs ?? 0);
    const cpuMs = sample.cpuMs - (before?.cpuMs ?? 0);
    return { atMs: sample.atMs, value: elapsedMs > 0 ? (100 * cpuMs) / elapsedMs : null };
  });
  return [
    {
      title: "Memory of the implementation",
      unit: "bytes",
      series: [{ name: "resident", points: points((sample) => sample.residentBytes) }],
    },
    {
      title: "Descriptors of the implementation",
      unit: "descriptors",
      series: [{ name: "open", points: points((sample) => sample.descriptors) }],
    },
    {
      title: "Processor use of the implementation",
      unit: "percent",
      series: [{ name: "of one processor", points: busy }],
    },
  ];
}
