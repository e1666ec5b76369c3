import { describe, expect, test } from "vitest";
import { catalogue } from "../../../scenarios/catalogue.ts";
import { bundledNames } from "../choose/bundled-names.ts";
import { sockspec } from "../fixtures/sockspec.ts";

describe("sockspec list", () => {
  test("shows every scenario and every bundled implementation, with a title", async () => {
    const { status, stdout } = await sockspec(["list"]);
    for (const { id, title } of catalogue) {
      expect(stdout).toMatch(new RegExp(`^${id} +`, "m"));
      expect(stdout).toContain(title);
    }
    for (const name of bundledNames()) {
      expect(stdout).toMatch(new RegExp(`^${name} +\\S`, "m"));
    }
    expect(status).toBe(0);
  });

  test("shows only what it is asked for", async () => {
    const { stdout } = await sockspec(["list", "implementations"]);
    expect(stdout).toMatch(/^cpp /m);
    expect(stdout).not.toContain("echo/basic");
  });
});

describe("sockspec explain", () => {
  test("shows what a scenario does, why, and what it requires with its source", async () => {
    const { status, stdout } = await sockspec(["explain", "close/half-close-drain"]);
    const scenario = catalogue.find((scenario) => scenario.id === "close/half-close-drain");
    expect(stdout).toContain(scenario?.title);
    for (const check of scenario?.checks ?? []) {
      expect(stdout).toContain(check.id);
      expect(stdout).toContain(check.level);
    }
    expect(stdout).toContain("RFC 9293");
    expect(status).toBe(0);
  });

  test("shows what is sent and owed in a protocol", async () => {
    const { status, stdout } = await sockspec(["explain", "echo/basic", "--protocol", "line"]);
    expect(stdout).toMatch(/^ {2}\S+ +sends {2}\d+ B: /m);
    expect(stdout).toMatch(/^ +owed {3}\d+ B: /m);
    expect(status).toBe(0);
  });

  test("can explain every scenario", async () => {
    const { status, stdout, stderr } = await sockspec(["explain", "*"]);
    for (const { id, title } of catalogue) {
      expect(stdout).toContain(id);
      expect(stdout).toContain(title);
    }
    expect(stderr).toBe("");
    expect(status).toBe(0);
  });
});
