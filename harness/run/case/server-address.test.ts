import { describe, expect, test } from "vitest";
import { type AddressFacts, addressOf } from "./server-address.ts";

const loopback: AddressFacts = {
  serverAddress: "127.0.0.1",
  serverAddressIpv6: "::1",
  isIsolated: false,
  isIpv6Only: false,
};
const wire: AddressFacts = {
  serverAddress: "198.18.1.2",
  serverAddressIpv6: "2001:2:0:1::2",
  isIsolated: true,
  isIpv6Only: false,
};
const ipv6Only = { isIpv6Only: true };

describe("a case connects to", () => {
  test.each([
    { on: ["0.0.0.0"], lab: loopback, host: "127.0.0.1" },
    { on: ["127.0.0.1"], lab: loopback, host: "127.0.0.1" },
    { on: ["::ffff:127.0.0.1"], lab: loopback, host: "127.0.0.1" },
    { on: ["127.0.0.7"], lab: loopback, host: "127.0.0.7" },
    { on: ["127.0.0.7", "127.0.0.1"], lab: loopback, host: "127.0.0.1" },
    { on: ["10.1.2.3"], lab: loopback, host: "10.1.2.3" },
    { on: ["::1"], lab: loopback, host: "::1" },
    { on: ["::1", "127.0.0.1"], lab: loopback, host: "127.0.0.1" },
    { on: ["::"], lab: loopback, host: "127.0.0.1" },
    { on: ["::"], lab: { ...loopback, ...ipv6Only }, host: "::1" },
    { on: ["::", "0.0.0.0"], lab: { ...loopback, ...ipv6Only }, host: "127.0.0.1" },
    { on: ["0.0.0.0"], lab: wire, host: "198.18.1.2" },
    { on: ["198.18.1.2"], lab: wire, host: "198.18.1.2" },
    { on: ["::"], lab: wire, host: "198.18.1.2" },
    { on: ["::"], lab: { ...wire, ...ipv6Only }, host: "2001:2:0:1::2" },
    { on: ["2001:2:0:1::2", "127.0.0.1"], lab: wire, host: "2001:2:0:1::2" },
    // A lab that cannot see listeners.
    { on: [], lab: wire, host: "198.18.1.2" },
  ])("$host where the server listens on $on", ({ on, lab, host }) => {
    const listeners = on.map((address) => ({ address, port: 9000 }));
    expect(addressOf(listeners, lab).host).toBe(host);
  });
});

describe("a connection of one family goes to", () => {
  test("the lab's address of that family, whether the server listens on it or not", () => {
    const listeners = [{ address: "::1", port: 9000 }];
    expect(addressOf(listeners, loopback)).toEqual({
      host: "::1",
      hostIpv4: "127.0.0.1",
      hostIpv6: "::1",
    });
  });

  test("no address where the lab has none of that family", () => {
    const lab = { ...wire, serverAddress: "2001:db8::1", serverAddressIpv6: "2001:db8::1" };
    expect(addressOf([], lab)).toMatchObject({ host: "2001:db8::1", hostIpv4: null });
  });
});
