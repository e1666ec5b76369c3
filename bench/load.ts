/**
 * Prints how good the load client is, in one netns lab: its ping-pong beside sockperf's (Debian
 * package sockperf) against the same server, and how late it sends 50,000 messages a second. Run as
 * `npm run bench:load`.
 */
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import {
  calibrate,
  isSockperfInstalled,
  runLoadClient,
  start,
} from "../harness/cli/bench/calibration.ts";
import { chooseLab } from "../harness/cli/choose/lab.ts";
import { implsFolder } from "../harness/host/package/native-root.ts";
import type { Lab } from "../harness/lab/lab.ts";
import { clean } from "../harness/network/profiles.ts";
import { median } from "./median.ts";

const rounds = 5;
const seconds = 2;
const messageBytes = 104;
const messagesPerSecond = 50_000;

const { signal } = new AbortController();
const choice = await chooseLab({ lab: "netns", kernel: "auto" }, { runId: "bench", signal });
await using lab = await choice.open(clean);
if (isSockperfInstalled()) {
  await comparePingPong(lab);
} else {
  console.log("ping-pong: not compared, because sockperf is not installed (apt install sockperf)");
}
await countLate(lab);

async function comparePingPong(opened: Lab): Promise<void> {
  const compared = await calibrate(opened, { rounds, seconds });
  if (typeof compared === "string") {
    console.log(`ping-pong: not compared, because ${compared}`);
    return;
  }
  const { clientUs: own, sockperfUs: theirs } = compared;
  const ratio = median(own) / median(theirs);
  console.log(
    `ping-pong of ${messageBytes} bytes, median round trip, medians of ${rounds} rounds:`,
  );
  console.log(`  load client  ${median(own).toFixed(1)} us  (${own.map(short).join(", ")})`);
  console.log(`  sockperf     ${median(theirs).toFixed(1)} us  (${theirs.map(short).join(", ")})`);
  console.log(`  ratio        ${ratio.toFixed(2)}; the target is 0.85 to 1.15`);
}

async function countLate(opened: Lab): Promise<void> {
  const port = opened.nextPort();
  const echo = join(implsFolder(), "cpp", "build", "echo");
  const address = opened.serverAddress;
  const server = [echo, "server", address, `${port}`, "1048576"];
  using _server = start(opened.server ?? opened.client, server);
  await setTimeout(500);
  const message = Buffer.alloc(messageBytes);
  message.writeUInt32BE(messageBytes - 4);
  const durationMs = 1000 * seconds;
  const facts = { messagesPerSecond, headerBytes: 4, connections: 10, durationMs };
  const { printed } = await runLoadClient(opened, port, message, facts);
  const { late, samples, userNs, systemNs, waitedNs } = printed;
  const share = (count: number) => `${((100 * count) / samples).toFixed(2)} %`;
  const ofTime = (ns: number) => `${((100 * ns) / 1e6 / (durationMs + 400)).toFixed(1)} %`;
  console.log(`open model, ${messagesPerSecond} messages of 100 bytes a second:`);
  console.log(`  echoed                         ${samples} of ${messagesPerSecond * seconds}`);
  console.log(`  sent late by more than 100 us  ${share(late.beyond100Us)}`);
  console.log(`  by more than 1 ms              ${share(late.beyond1Ms)}; the target is 1 %`);
  console.log(`  of one processor used          ${ofTime(userNs + systemNs)}`);
  console.log(`  without one, ready to run      ${ofTime(waitedNs)}; on a quiet machine about 0`);
}

function short(value: number): string {
  return value.toFixed(1);
}
