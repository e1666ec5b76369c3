import { describe, expect, test } from "vitest";
import { measurements } from "../../../scenarios/measurements/catalogue.ts";
import { UnknownNameError } from "../../plan/select.ts";
import { UsageError } from "../exit-status.ts";
import { parseFigureThreshold } from "./figure-threshold.ts";

const parse = (text: string) => parseFigureThreshold(text, measurements);

describe("a threshold of a figure", () => {
  test.each([
    ["latency/ping-pong:p99<=20ms", { figure: "p99", isUpper: true, limit: 20, reference: null }],
    ["ping-pong:p50<=500us", { scenario: "latency/ping-pong", figure: "p50", limit: 0.5 }],
    ["throughput/bulk>=1.5Gbit/s", { figure: "throughput", isUpper: false, limit: 1.5e9 }],
    ["throughput/bulk >= 0.9*cpp", { figure: "throughput", limit: 0.9, reference: "cpp" }],
    ["memory/connections:each<=16KiB", { figure: "each", limit: 16_384 }],
    ["fairness/hundred:fairness>=0.95", { limit: 0.95, reference: null }],
  ])("%s is read", (text, facts) => {
    expect(parse(text)).toMatchObject([facts]);
  });

  test.each([
    ["ping-pong", /expected latency\/ping-pong:p99<=20ms .*found "ping-pong"/],
    ["ping-pong:p99<20ms", /found "ping-pong:p99<20ms"/],
    ["ping-pong:p99<=0ms", /found "ping-pong:p99<=0ms"/],
    ["ping-pong:p99<=20", /expected us, µs, ms, s or \*implementation .*found ""/],
    ["throughput/bulk>=10MB", /expected kbit\/s, Mbit\/s, Gbit\/s .*found "MB"/],
  ])("%s is refused with what was expected", (text, message) => {
    expect(() => parse(text)).toThrow(UsageError);
    expect(() => parse(text)).toThrow(message);
  });

  test.each(["pong-ping:p99<=1ms", "ping-pong:p98<=1ms"])("%s names nothing known", (text) => {
    expect(() => parse(text)).toThrow(UnknownNameError);
  });
});
