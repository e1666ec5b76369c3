import { expect, test } from "vitest";
import { parseUnixEnds } from "./queues.ts";

const memory = (sent: number) => `skmem:(r0,rb212992,t${sent},tb212992,f0,w${sent},o0,bl0,d0)`;

const printed = [
  `u_str LISTEN 0      511    /tmp/sockspec-a/socket 1001  * 0     skmem:(r0,rb212992,t0,tb212992,f0,w0,o0,bl0,d0)`,
  `u_str ESTAB  0      213504 /tmp/sockspec-a/socket 1002  * 1003  ${memory(213_504)}`,
  `u_str ESTAB  190000 0      * 1003                       * 1002  ${memory(0)}`,
  `u_dgr UNCONN 0      0      /run/systemd/notify 1004     * 0     ${memory(0)}`,
  `u_str ESTAB  7      0      /tmp/a name/socket 1005      * 1006  ${memory(12)}`,
  `u_str ESTAB  0      0      @sockspec-a 1007             * 1008`,
].join("\n");

test("both ends of each connection are found, with what lies in their queues", () => {
  const ends = parseUnixEnds(printed);
  expect([...ends.keys()]).toEqual(["1002", "1003", "1005"]);
  expect(ends.get("1002")).toEqual({
    peer: "1003",
    unreadBytes: 0,
    sentMemory: 213_504,
    sentMemoryMost: 212_992,
  });
  expect(ends.get("1003")).toMatchObject({ peer: "1002", unreadBytes: 190_000 });
  expect(ends.get("1005")).toMatchObject({ peer: "1006", unreadBytes: 7, sentMemory: 12 });
});
