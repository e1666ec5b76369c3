import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { implsFolder } from "../../host/package/native-root.ts";
import type { Role } from "../../plan/role.ts";

/** The order in which results are shown; the reference comes first. */
const order = [
  "cpp",
  "node",
  "deno",
  "bun",
  "node-on-deno",
  "node-on-bun",
  "cpp-threads",
  "cpp-one-shot",
  "cpp-stream",
  "node-stream",
  "node-websocket",
  "deno-websocket",
  "bun-websocket",
  "node-socketio",
  "cpp-udp",
  "node-udp",
  "deno-udp",
  "bun-udp",
  "python-udp",
  "node-http",
  "deno-http",
  "bun-http",
  "cpp-unix",
  "node-unix",
  "deno-unix",
  "bun-unix",
  "python-unix",
  "cpp-client",
  "node-client",
  "deno-client",
  "bun-client",
  "python-client",
  "cpp-proxy",
  "node-proxy",
];

/** @returns the names of the bundled implementations. */
export function bundledNames(): readonly string[] {
  const found = readdirSync(implsFolder()).filter((name) =>
    existsSync(join(implsFolder(), name, "impl.json")),
  );
  const rank = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  return found.sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}

/** @returns title and role in its manifest, which is read without being validated. */
export function bundledFacts(name: string): { readonly title: string; readonly role: Role } {
  const manifest: { title?: string; role?: Role } = JSON.parse(
    readFileSync(join(implsFolder(), name, "impl.json"), "utf8"),
  );
  return { title: manifest.title ?? "", role: manifest.role ?? "server" };
}
