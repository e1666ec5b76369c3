import type { SocketOption } from "../scenario/check.ts";
import { formatBytes } from "./text.ts";

const switches: ReadonlySet<SocketOption> = new Set<SocketOption>([
  "TCP_NODELAY",
  "SO_KEEPALIVE",
  "SO_REUSEADDR",
  "SO_REUSEPORT",
  "IPV6_V6ONLY",
]);

/** Units of tcp(7) and socket(7). */
const units: Partial<Record<SocketOption, string>> = {
  TCP_KEEPIDLE: " s",
  TCP_KEEPINTVL: " s",
  TCP_KEEPCNT: " probes",
  TCP_USER_TIMEOUT: " ms",
  SO_LINGER: " s",
  TCP_DEFER_ACCEPT: " s",
};

/** Options that are off at this value. */
const offAt: Partial<Record<SocketOption, number>> = {
  SO_LINGER: -1,
  TCP_USER_TIMEOUT: 0,
  TCP_DEFER_ACCEPT: 0,
  TCP_FASTOPEN: 0,
};

/** Whether the option is on or off, and has no other value. */
export function isSwitch(option: SocketOption): boolean {
  return switches.has(option);
}

/** @returns for example `on`, `off` or `75 s`. */
export function formatOption(option: SocketOption, value: number): string {
  if (isSwitch(option)) {
    return value === 0 ? "off" : "on";
  }
  if (option === "SO_RCVBUF" || option === "SO_SNDBUF") {
    return formatBytes(value);
  }
  return offAt[option] === value ? "off" : `${value}${units[option] ?? ""}`;
}
