import { describe, expect, test } from "vitest";
import { type PoolMember, type PoolOptions, runPool } from "./lab-pool.ts";

/** Members that are let begin and end by hand, over work that never runs out. */
function startPool(options: Partial<PoolOptions>) {
  const members: { readonly member: PoolMember; end(): void; fail(error: Error): void }[] = [];
  const pool = runPool(
    {
      count: { least: 1, most: 3 },
      idleShare: () => 1,
      hasWork: () => true,
      pace: { growMs: 10, shrinkMs: 100 },
      ...options,
    },
    (member) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      members.push({ member, end: resolve, fail: reject });
      return promise;
    },
  );
  return { pool, members };
}

const opened = (members: readonly unknown[]) => () => members.length;
const patience = { timeout: 10_000 };

/** Longer than the pool needs to look twice. */
const looksPass = () => new Promise((resolve) => setTimeout(resolve, 50));

describe("a pool of labs", () => {
  test("opens the least number at once, however busy the machine is", async () => {
    const { pool, members } = startPool({ count: { least: 2, most: 5 }, idleShare: () => 0 });
    expect(members).toHaveLength(2);
    await looksPass();
    expect(members).toHaveLength(2);
    for (const { end } of members) {
      end();
    }
    await pool;
  });

  test("does not look at the load where nothing follows from it", async () => {
    let looks = 0;
    const idleShare = () => {
      looks += 1;
      return 1;
    };
    const { pool, members } = startPool({ count: { least: 2, most: 2 }, idleShare });
    for (const { member } of members) {
      member.begun();
    }
    await looksPass();
    for (const { end } of members) {
      end();
    }
    await pool;
    expect(looks).toBe(0);
  });

  test("opens another only when the one before is at work", async () => {
    const { pool, members } = startPool({});
    await looksPass();
    expect(members).toHaveLength(1);
    members[0]?.member.begun();
    await expect.poll(opened(members), patience).toBe(2);
    await looksPass();
    expect(members).toHaveLength(2);
    members[1]?.member.begun();
    await expect.poll(opened(members), patience).toBe(3);
    members[2]?.member.begun();
    await looksPass();
    expect(members).toHaveLength(3);
    for (const { end } of members) {
      end();
    }
    expect(await pool).toHaveLength(3);
  });

  test.each([
    ["processors are busy", { idleShare: () => 0.2 }],
    ["nobody knows whether they are", { idleShare: () => null }],
    ["no case is left", { hasWork: () => false }],
  ])("opens no other while %s", async (_, options) => {
    const { pool, members } = startPool(options);
    members[0]?.member.begun();
    await looksPass();
    expect(members).toHaveLength(1);
    members[0]?.end();
    await pool;
  });

  test("opens no other after one that could not be opened, and says why that was", async () => {
    const { pool, members } = startPool({});
    members[0]?.member.begun();
    await expect.poll(opened(members), patience).toBe(2);
    members[1]?.fail(new Error("no lab"));
    await looksPass();
    expect(members).toHaveLength(2);
    members[0]?.end();
    expect(await pool).toEqual([
      { status: "rejected", reason: new Error("no lab") },
      { status: "fulfilled", value: undefined },
    ]);
  });

  test("lets one member leave at a time, and the least number stay, while nothing is idle", async () => {
    let idle = 1;
    const { pool, members } = startPool({ count: { least: 1, most: 3 }, idleShare: () => idle });
    for (const number of [0, 1]) {
      await expect.poll(opened(members), patience).toBe(number + 1);
      members[number]?.member.begun();
    }
    await expect.poll(opened(members), patience).toBe(3);
    idle = 0;
    const surplus = () => members.filter(({ member }) => member.isSurplus()).length;
    expect(surplus()).toBe(0);
    await expect.poll(surplus, patience).toBe(1);
    expect(surplus()).toBe(1);
    await expect.poll(surplus, patience).toBe(2);
    await looksPass();
    expect(surplus()).toBe(2);
    for (const { end } of members) {
      end();
    }
    await pool;
  });

  test("with nothing to do ends at once", async () => {
    expect(await startPool({ count: { least: 0, most: 0 } }).pool).toEqual([]);
  });
});
