import { join } from "node:path";
import { buffer, text } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { findProgram } from "../../host/find-program.ts";
import type { Host, HostProcess } from "../../host/host.ts";
import { nativeRoot } from "../../host/package/native-root.ts";
import { projectRoot } from "../../host/package/project-root.ts";
import type { RunHeader } from "../../journal/header.ts";
import type { Lab } from "../../lab/lab.ts";
import { clean } from "../../network/profiles.ts";
import type { LabChoice } from "../../run/lab-choice.ts";
import { median } from "../../statistics/quantile.ts";
import { toolEnvironment } from "../choose/bundled.ts";

/** The load client's own median round trip, beside that of sockperf against the same server. */
export type Calibration = NonNullable<RunHeader["calibration"]>;

export interface CalibrationOptions {
  /** Each measures the client, then sockperf. */
  readonly rounds: number;
  /** Of each of the two, in seconds; sockperf takes whole ones. */
  readonly seconds: number;
}

/** A frame of 100 bytes with its header. */
const messageBytes = 104;

const warmUpMs = 400;

const listenWithinMs = 5000;

/** Three rounds of a second show a client that adds a tenth. */
const usual: CalibrationOptions = { rounds: 3, seconds: 1 };

/** @returns what came of it, or why nothing did. */
export async function calibrateClient(lab: LabChoice): Promise<Calibration | string> {
  if (lab.kind !== "netns" && lab.kind !== "loopback") {
    return `the ${lab.kind} lab starts no sockperf`;
  }
  if (lab.kernelForLink(clean) !== "host") {
    return "clean links run in a guest kernel";
  }
  if (!isSockperfInstalled()) {
    return "sockperf is not installed (apt install sockperf)";
  }
  await using opened = await lab.open(clean);
  return await calibrate(opened, usual);
}

export function isSockperfInstalled(): boolean {
  return findProgram("sockperf", projectRoot, toolEnvironment()["PATH"] ?? "") !== null;
}

/** Both send one message after another to one sockperf server, by turns. */
export async function calibrate(
  lab: Lab,
  { rounds, seconds }: CalibrationOptions,
): Promise<Calibration | string> {
  const port = lab.nextPort();
  const words = ["-i", lab.serverAddress, "-p", `${port}`, "--tcp"];
  using _server = start(lab.server ?? lab.client, ["sockperf", "server", ...words]);
  if (!(await listens(lab, port))) {
    return "the sockperf server did not listen";
  }
  const client: number[] = [];
  const sockperf: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    client.push(await clientUs(lab, port, 1000 * seconds));
    sockperf.push(await sockperfUs(lab, words, seconds));
  }
  return [...client, ...sockperf].every(Number.isFinite)
    ? { clientUs: client, sockperfUs: sockperf, messageBytes }
    : "sockperf printed no median";
}

async function listens({ server }: Lab, port: number): Promise<boolean> {
  const giveUpAt = performance.now() + listenWithinMs;
  while (performance.now() < giveUpAt) {
    const listeners = (await server?.listeners("tcp")) ?? [];
    if (listeners.some((listener) => listener.port === port)) {
      return true;
    }
    await setTimeout(20);
  }
  return false;
}

async function clientUs(lab: Lab, port: number, durationMs: number): Promise<number> {
  const message = sockperfMessage();
  const load = { depth: 1, headerBytes: 0, connections: 1, durationMs };
  const { latenciesNs } = await runLoadClient(lab, port, message, load);
  return latenciesNs.length === 0 ? Number.NaN : median(latenciesNs) / 1000;
}

async function sockperfUs(
  { client }: Lab,
  words: readonly string[],
  seconds: number,
): Promise<number> {
  const options = ["--full-rtt", "-t", `${seconds}`, "-m", `${messageBytes}`];
  using running = start(client, ["sockperf", "ping-pong", ...words, ...options]);
  const printed = await text(running.process.child.stdout);
  return Number(/percentile 50\.000 =\s+([\d.]+)/.exec(printed)?.[1]);
}

/** The header that its server parses: sequence number, flags (client, reply wanted), length. */
function sockperfMessage(): Buffer {
  const message = Buffer.alloc(messageBytes);
  message.writeBigUInt64BE(1n, 0);
  message.writeUInt16BE(3, 8);
  message.writeUInt32BE(messageBytes, 10);
  return message;
}

export interface ClientLoad {
  readonly headerBytes: number;
  readonly connections: number;
  readonly durationMs: number;
  readonly depth?: number;
  readonly messagesPerSecond?: number;
}

/** What the client prints before its samples. */
interface Printed {
  readonly samples: number;
  readonly late: { readonly beyond100Us: number; readonly beyond1Ms: number };
  readonly userNs: number;
  readonly systemNs: number;
  readonly waitedNs: number;
}

/** Runs the load client as the driver does. */
export async function runLoadClient(
  { client, serverAddress }: Lab,
  port: number,
  message: Buffer,
  load: ClientLoad,
): Promise<{ readonly printed: Printed; readonly latenciesNs: readonly number[] }> {
  const program = join(nativeRoot(), "harness", "driver", "load", "build", "load");
  const options = {
    host: serverAddress,
    port,
    messageBytes: message.length,
    depth: 0,
    messagesPerSecond: 0,
    warmUpMs,
    ...load,
  };
  const words = Object.entries(options).map(([name, value]) => `${name}=${value}`);
  using running = start(client, [program, ...words]);
  const { stdin, stdout } = running.process.child;
  stdin?.on("error", () => {});
  stdin?.end(message);
  const output = await buffer(stdout);
  const end = output.indexOf("\n");
  if (end < 0) {
    return { printed: nothingPrinted, latenciesNs: [] };
  }
  const printed = JSON.parse(output.toString("utf8", 0, end)) as Printed;
  const samples = output.subarray(end + 1);
  const latenciesNs = Array.from({ length: printed.samples }, (_, index) => {
    const [intended, echoed] = [0, 16].map((place) => samples.readBigInt64LE(24 * index + place));
    return Number((echoed ?? 0n) - (intended ?? 0n));
  });
  return { printed, latenciesNs };
}

const nothingPrinted: Printed = {
  samples: 0,
  late: { beyond100Us: 0, beyond1Ms: 0 },
  userNs: 0,
  systemNs: 0,
  waitedNs: 0,
};

interface Running extends Disposable {
  readonly process: HostProcess;
}

/** Starts a program that ends at the end of its scope. */
export function start(host: Host, command: readonly string[]): Running {
  const environment = toolEnvironment();
  const started = host.spawn(command, { cwd: projectRoot, environment, stdin: "pipe" });
  started.child.stderr.resume();
  started.child.on("error", () => {});
  return { process: started, [Symbol.dispose]: () => started.killAll() };
}
