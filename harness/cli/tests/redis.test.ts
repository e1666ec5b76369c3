import { expect, test } from "vitest";
import { makeWorkspace, sockspec } from "../fixtures/sockspec.ts";

test("Redis and a small server of our own pass what RESP alone has", async () => {
  using workspace = makeWorkspace();
  const options = ["--lab", "loopback", "--output", workspace.folder];
  const { status, stdout } = await sockspec([
    ...["run", "redis", "python-resp", "-t", "resp/"],
    ...options,
  ]);
  expect(stdout).toContain("10 cases: 10 pass");
  expect(stdout).toMatch(/^grade +A +A/m);
  expect(status).toBe(0);
});
