/**
 * Prints how much recording segments at the server's side of the wire disturbs a load: the same load
 * with and without it, by turns, in one netns lab. Run as `npm run bench:wire`.
 */
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { type ClientLoad, runLoadClient, start } from "../harness/cli/bench/calibration.ts";
import { chooseLab } from "../harness/cli/choose/lab.ts";
import { implsFolder } from "../harness/host/package/native-root.ts";
import { clean } from "../harness/network/profiles.ts";
import { quantile } from "../harness/statistics/quantile.ts";
import { median } from "./median.ts";

const rounds = 21;
const messageBytes = 104;

const closed = { connections: 1, depth: 1 };
const open = { connections: 10, messagesPerSecond: 1000 };

const { signal } = new AbortController();
const choice = await chooseLab({ lab: "netns", kernel: "auto" }, { runId: "bench", signal });
await using lab = await choice.open(clean);
const port = lab.nextPort();
const echo = join(implsFolder(), "cpp", "build", "echo");
using _server = start(lab.server ?? lab.client, [
  echo,
  "server",
  lab.serverAddress,
  `${port}`,
  "1048576",
]);
await setTimeout(500);
await compare("ping-pong", closed);
await compare("1,000 messages a second", open);

/** Percentiles of one load, in us. */
interface Played {
  readonly p50: number;
  readonly p99: number;
}

async function compare(title: string, load: Omit<ClientLoad, "headerBytes" | "durationMs">) {
  const plain: Played[] = [];
  const recorded: Played[] = [];
  const segments: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    // Who is first finds the machine in another state: they take turns in that, too.
    for (const isRecorded of round % 2 === 0 ? [false, true] : [true, false]) {
      const played = isRecorded ? await playRecorded(load, segments) : await play(load);
      (isRecorded ? recorded : plain).push(played);
    }
  }
  console.log(`${title}, ${rounds} times each by turns, recorded over not recorded:`);
  for (const percentile of ["p50", "p99"] as const) {
    const without = median(plain.map((played) => played[percentile]));
    const ratios = recorded.map(
      (played, round) => played[percentile] / (plain[round]?.[percentile] ?? Number.NaN),
    );
    const sorted = ratios.toSorted((a, b) => a - b);
    const middle = [0.25, 0.75].map((share) =>
      sorted[Math.round(share * (rounds - 1))]?.toFixed(3),
    );
    console.log(
      `  ${percentile}  ${median(ratios).toFixed(3)}, the middle half of rounds ${middle.join(" to ")}; ${without.toFixed(1)} us without`,
    );
  }
  console.log(`  segments recorded in a round: ${median(segments)}`);
}

async function playRecorded(
  load: Omit<ClientLoad, "headerBytes" | "durationMs">,
  segments: number[],
) {
  await using recorder = await lab.recordSegments({
    serverPort: port,
    epochNs: process.hrtime.bigint(),
  });
  const played = await play(load);
  const recording = await recorder.finish();
  segments.push(recording.segments.length);
  if (recording.flaw !== null) {
    console.log(recording.flaw);
  }
  return played;
}

async function play(load: Omit<ClientLoad, "headerBytes" | "durationMs">): Promise<Played> {
  const message = Buffer.alloc(messageBytes);
  message.writeUInt32BE(messageBytes - 4);
  const facts = { ...load, headerBytes: 4, durationMs: 1000 };
  const { latenciesNs } = await runLoadClient(lab, port, message, facts);
  const sorted = Float64Array.from(latenciesNs).sort();
  return { p50: quantile(sorted, 0.5) / 1000, p99: quantile(sorted, 0.99) / 1000 };
}
