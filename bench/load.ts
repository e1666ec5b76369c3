/**
 * Prints how good the load client is, in one netns lab: its ping-pong beside sockperf's (Debian
 * package sockperf) against the same server, and how late it sends 50,000 messages a second. Run as
 * `npm run bench:load`.
 */
import { once } from "node:events";
import { join } from "node:path";
import { buffer, text } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { toolEnvironment } from "../harness/cli/choose/bundled.ts";
import { implsFolder, projectRoot } from "../harness/cli/choose/bundled-names.ts";
import { chooseLab } from "../harness/cli/choose/lab.ts";
import { findProgram } from "../harness/host/find-program.ts";
import type { Host, HostProcess } from "../harness/host/host.ts";
import type { Lab } from "../harness/lab/lab.ts";
import { clean } from "../harness/network/profiles.ts";
import { median } from "./median.ts";

const rounds = 5;
const durationMs = 2000;
const messageBytes = 104;
const messagesPerSecond = 50_000;

const program = join(projectRoot, "harness", "driver", "load", "build", "load");
const environment = toolEnvironment();

const { signal } = new AbortController();
const choice = await chooseLab({ lab: "netns", kernel: "auto" }, { runId: "bench", signal });
await using lab = await choice.open(clean);
if (findProgram("sockperf", process.cwd(), process.env["PATH"] ?? "") === null) {
  console.log("ping-pong: not compared, because sockperf is not installed (apt install sockperf)");
} else {
  await comparePingPong(lab);
}
await countLate(lab);

async function comparePingPong(lab: Lab): Promise<void> {
  const port = lab.nextPort();
  const words = ["-i", lab.serverAddress, "-p", `${port}`, "--tcp"];
  using server = start(lab.server ?? lab.client, ["sockperf", "server", ...words]);
  await setTimeout(500);
  const own: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    own.push(await pingPongUs(lab, port));
    theirs.push(await sockperfUs(lab, words));
  }
  void server;
  const ratio = median(own) / median(theirs);
  console.log(
    `ping-pong of ${messageBytes} bytes, median round trip, medians of ${rounds} rounds:`,
  );
  console.log(`  load client  ${median(own).toFixed(1)} us  (${own.map(short).join(", ")})`);
  console.log(`  sockperf     ${median(theirs).toFixed(1)} us  (${theirs.map(short).join(", ")})`);
  console.log(`  ratio        ${ratio.toFixed(2)}; the target is at most 1.15`);
}

async function pingPongUs(lab: Lab, port: number): Promise<number> {
  const message = sockperfMessage();
  const { latenciesNs } = await load(lab, port, { depth: 1, message, headerBytes: 0 });
  return median(latenciesNs) / 1000;
}

async function sockperfUs({ client }: Lab, words: readonly string[]): Promise<number> {
  const seconds = `${durationMs / 1000}`;
  const options = ["--full-rtt", "-t", seconds, "-m", `${messageBytes}`];
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

async function countLate(lab: Lab): Promise<void> {
  const port = lab.nextPort();
  const echo = join(implsFolder, "cpp", "build", "echo");
  const address = lab.serverAddress;
  using server = start(lab.server ?? lab.client, [echo, "server", address, `${port}`, "1048576"]);
  await setTimeout(500);
  void server;
  const message = Buffer.alloc(messageBytes);
  message.writeUInt32BE(messageBytes - 4);
  const facts = { messagesPerSecond, message, headerBytes: 4, connections: 10 };
  const { printed } = await load(lab, port, facts);
  const { late, samples, userNs, systemNs } = printed;
  const share = (count: number) => `${((100 * count) / samples).toFixed(2)} %`;
  const busy = (userNs + systemNs) / 1e6 / (durationMs + 500);
  console.log(`open model, ${messagesPerSecond} messages of 100 bytes a second:`);
  console.log(`  sent late by more than 100 us  ${share(late.beyond100Us)}`);
  console.log(`  by more than 1 ms              ${share(late.beyond1Ms)}; the target is 1 %`);
  console.log(`  of one processor used          ${(100 * busy).toFixed(0)} %`);
}

interface LoadFacts {
  readonly message: Buffer;
  readonly headerBytes: number;
  readonly depth?: number;
  readonly messagesPerSecond?: number;
  readonly connections?: number;
}

interface Printed {
  readonly samples: number;
  readonly late: { readonly beyond100Us: number; readonly beyond1Ms: number };
  readonly userNs: number;
  readonly systemNs: number;
}

/** Runs the load client as the driver does. */
async function load({ client, serverAddress }: Lab, port: number, facts: LoadFacts) {
  const { message, headerBytes, depth = 0, messagesPerSecond = 0, connections = 1 } = facts;
  const options = {
    ...{ host: serverAddress, port, messageBytes: message.length, headerBytes, connections },
    ...{ depth, messagesPerSecond, warmUpMs: 500, durationMs },
  };
  const words = Object.entries(options).map(([name, value]) => `${name}=${value}`);
  using running = start(client, [program, ...words]);
  const { stdin, stdout } = running.process.child;
  stdin?.end(message);
  const output = await buffer(stdout);
  const end = output.indexOf("\n");
  const printed = JSON.parse(output.toString("utf8", 0, end)) as Printed;
  const samples = output.subarray(end + 1);
  const latenciesNs = Array.from({ length: printed.samples }, (_, index) => {
    const [intended, echoed] = [0, 16].map((place) => samples.readBigInt64LE(24 * index + place));
    return Number((echoed ?? 0n) - (intended ?? 0n));
  });
  return { printed, latenciesNs };
}

interface Running extends Disposable {
  readonly process: HostProcess;
}

function start(host: Host, command: readonly string[]): Running {
  const started = host.spawn(command, { cwd: projectRoot, environment, stdin: "pipe" });
  started.child.stderr.resume();
  void once(started.child, "error");
  return { process: started, [Symbol.dispose]: () => started.killAll() };
}

function short(value: number): string {
  return value.toFixed(1);
}
