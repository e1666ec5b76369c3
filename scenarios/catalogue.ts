import type { Scenario } from "../harness/scenario/scenario.ts";
import { closeWhileEchoing } from "./abort/close-while-echoing.ts";
import { resetMidFrame } from "./abort/reset-mid-frame.ts";
import { halfCloseDrain } from "./close/half-close-drain.ts";
import { truncatedHeader } from "./close/truncated-header.ts";
import { truncatedPayload } from "./close/truncated-payload.ts";
import { oneSegment } from "./coalesced/one-segment.ts";
import { partialTail } from "./coalesced/partial-tail.ts";
import { basic } from "./echo/basic.ts";
import { zeroWindowStall } from "./flow/zero-window-stall.ts";
import { cap } from "./length/cap.ts";
import { littleEndian } from "./length/little-endian.ts";
import { oversize } from "./length/oversize.ts";
import { poisonAfterGood } from "./length/poison-after-good.ts";
import { zero } from "./length/zero.ts";
import { everyBoundary } from "./partial-read/every-boundary.ts";
import { oneByteSegments } from "./partial-read/one-byte-segments.ts";
import { splitHeader } from "./partial-read/split-header.ts";

/** Every bundled scenario, in the order in which they are run and shown. */
export const catalogue: readonly Scenario[] = [
  basic,
  oneByteSegments,
  splitHeader,
  everyBoundary,
  oneSegment,
  partialTail,
  zero,
  cap,
  oversize,
  littleEndian,
  poisonAfterGood,
  resetMidFrame,
  closeWhileEchoing,
  truncatedHeader,
  truncatedPayload,
  halfCloseDrain,
  zeroWindowStall,
];
