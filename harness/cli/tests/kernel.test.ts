import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { programsBut } from "../../lab/fixtures/program-folder.ts";
import { recipeDigest } from "../../lab/guest/virtual/recipe.ts";
import { toolEnvironment } from "../choose/bundled.ts";
import { sockspec } from "../fixtures/sockspec.ts";

/** A cache in which nothing was built. */
let cache = "";
beforeAll(() => {
  cache = mkdtempSync(join(tmpdir(), "sockspec-cache-"));
});
afterAll(() => rmSync(cache, { recursive: true, force: true }));

const environment = () => ({ SOCKSPEC_TEST_KERNELS: cache });

describe("Without a kernel with virtual time", () => {
  test("kernel status says how to get one", async () => {
    const { status, stdout } = await sockspec(["kernel", "status"], {
      environment: environment(),
    });
    expect(stdout).toMatch(/– virtual .*\n +not there; run: sockspec kernel build\n/);
    expect(stdout).toContain(`kept in ${cache})`);
    expect(status).toBe(0);
  });

  test("kernel status --json says the same", async () => {
    const { stdout } = await sockspec(["kernel", "status", "--json"], {
      environment: environment(),
    });
    const { kernels } = JSON.parse(stdout);
    expect(kernels).toMatchObject([
      { kernel: "guest" },
      { kernel: "virtual", version: null, path: null, recipe: null },
    ]);
    expect(kernels[1].advice).toContain("sockspec kernel build");
  });

  test("--kernel virtual is refused, with the command that builds it", async () => {
    const { status, stderr } = await sockspec(["run", "cpp", "--kernel", "virtual"], {
      environment: environment(),
    });
    expect(stderr).toMatch(/--kernel virtual: expected a kernel .* run: sockspec kernel build/);
    expect(status).toBe(2);
  });

  test("a folder of a build that was cut off counts as nothing", async () => {
    const recipe = recipeDigest();
    mkdirSync(join(cache, `${recipe}-6.12`));
    writeFileSync(join(cache, `${recipe}-6.12`, "linux"), "");
    const { stdout } = await sockspec(["kernel", "status"], { environment: environment() });
    expect(stdout).toContain("not there");
  });
});

test("kernel build names what is missing where it cannot install it", async () => {
  using programs = programsBut(["flex", "bison", "apt-get"], toolEnvironment()["PATH"] ?? "");
  const { status, stderr } = await sockspec(["kernel", "build"], {
    environment: { ...environment(), PATH: programs.path },
  });
  expect(stderr).toMatch(
    /found no .*flex, bison\. Install it, then run again: sudo apt-get install/,
  );
  expect(status).toBe(3);
});
