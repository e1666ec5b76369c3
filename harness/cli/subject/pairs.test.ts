import { expect, test } from "vitest";
import { defaultFlags } from "../options/add-options.ts";
import { choosePairs, sidesOf } from "./pairs.ts";

const namesOf = (names: readonly string[]) =>
  choosePairs(names, defaultFlags()).map(({ name }) => name);

test("every client is paired with every server, server by server", () => {
  expect(namesOf(["cpp", "cpp-client", "python", "python-client"])).toEqual([
    "cpp-client-to-cpp",
    "python-client-to-cpp",
    "cpp-client-to-python",
    "python-client-to-python",
  ]);
});

test("of the role that is not named, all bundled ones play that speak framed over TCP", () => {
  const servers = namesOf(["cpp-client"]).map((name) => name.replace("cpp-client-to-", ""));
  expect(servers.slice(0, 4)).toEqual(["cpp", "node", "deno", "bun"]);
  expect(servers).toContain("cpp-one-shot");
  expect(servers.filter((name) => /udp|unix|line|http|client/.test(name))).toEqual([]);
  expect(namesOf(["cpp"]).sort()).toEqual([
    "bun-client-to-cpp",
    "cpp-client-to-cpp",
    "deno-client-to-cpp",
    "node-client-to-cpp",
    "python-client-to-cpp",
  ]);
});

test("proxies play only if they are named, and then beside the direct pairs", () => {
  expect(namesOf(["cpp", "cpp-client"])).toEqual(["cpp-client-to-cpp"]);
  expect(namesOf(["cpp-proxy", "cpp", "node-proxy", "cpp-client"])).toEqual([
    "cpp-client-to-cpp",
    "cpp-client-through-cpp-proxy-to-cpp",
    "cpp-client-through-node-proxy-to-cpp",
  ]);
  const beside = namesOf(["cpp-proxy", "cpp"]);
  expect(beside).toContain("python-client-through-cpp-proxy-to-cpp");
  expect(beside).toHaveLength(10);
});

test("through a proxy it is the proxy that listens, and the server runs behind it", () => {
  const [, through] = choosePairs(["cpp-client", "cpp-one-shot", "cpp-proxy"], defaultFlags());
  expect(through).toMatchObject({
    role: "proxy",
    command: expect.arrayContaining(["{upstreamPort}"]),
    pair: { through: { server: { name: "cpp-one-shot" } } },
  });
  expect(through?.claims).not.toContain("many-frames");
  expect(through === undefined ? [] : sidesOf(through)).toMatchObject([
    { name: "cpp-client", role: "client" },
    { name: "cpp-proxy", role: "proxy", title: "A TCP proxy in C++23 on epoll" },
    { name: "cpp-one-shot", role: "server" },
  ]);
});

test("a pair claims many frames if both of its sides do", () => {
  const [pair, oneShot] = choosePairs(["cpp-client", "cpp", "cpp-one-shot"], defaultFlags());
  expect(pair?.claims).toContain("many-frames");
  expect(oneShot?.claims).not.toContain("many-frames");
});

test("its sides are the client and the server as they are alone", () => {
  const [pair] = choosePairs(["cpp-client", "cpp"], defaultFlags());
  expect(pair === undefined ? [] : sidesOf(pair)).toMatchObject([
    { name: "cpp-client", role: "client" },
    { name: "cpp", role: "server", title: "C++23 on epoll, the reference" },
  ]);
});
