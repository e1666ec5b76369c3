import { expect, test } from "vitest";
import { defaultFlags } from "../options/add-options.ts";
import { choosePairs, halvesOf } from "./pairs.ts";

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

test("a pair claims many frames if both of its sides do", () => {
  const [pair, oneShot] = choosePairs(["cpp-client", "cpp", "cpp-one-shot"], defaultFlags());
  expect(pair?.claims).toContain("many-frames");
  expect(oneShot?.claims).not.toContain("many-frames");
});

test("its halves are the client and the server as they are alone", () => {
  const [pair] = choosePairs(["cpp-client", "cpp"], defaultFlags());
  expect(pair === undefined ? [] : halvesOf(pair)).toMatchObject([
    { name: "cpp-client", role: "client" },
    { name: "cpp", role: "server", title: "C++23 on epoll, the reference" },
  ]);
});
