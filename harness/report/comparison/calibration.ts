import type { RunHeader } from "../../journal/header.ts";
import { median } from "../../statistics/quantile.ts";

/** How the load client's own median compares with sockperf's, in a sentence. */
export function formatCalibration({
  clientUs,
  sockperfUs,
  messageBytes,
}: NonNullable<RunHeader["calibration"]>): string {
  const [own, other] = [median(clientUs), median(sockperfUs)];
  return (
    `the load client: ping-pong of ${messageBytes} bytes in ${own.toFixed(1)} µs, ` +
    `sockperf in ${other.toFixed(1)} µs against the same server, ` +
    `ratio ${(own / other).toFixed(2)} (medians of ${clientUs.length} rounds)`
  );
}
