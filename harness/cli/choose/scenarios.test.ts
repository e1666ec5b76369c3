import { expect, test } from "vitest";
import { catalogue } from "../../../scenarios/catalogue.ts";
import type { Implementation } from "../../implementation/manifest.ts";
import { chooseScenarios, spokenAmong } from "./scenarios.ts";

test("what is left out alone leaves the rest of the profile", async () => {
  const all = await chooseScenarios({});
  const chosen = await chooseScenarios({ scenario: ["!length/"], exclude: ["echo/*"] });
  const ids = chosen.scenarios.map(({ id }) => id);
  expect(ids).toEqual(
    all.scenarios.map(({ id }) => id).filter((id) => !/^(length|echo)\//.test(id)),
  );
  expect(chosen.excluded).toContain("echo/basic");
  expect(all.excluded).toEqual([]);
});

test("what is left out need not be selected", async () => {
  const chosen = await chooseScenarios({ scenario: ["echo/basic"], exclude: ["length/"] });
  expect(chosen.scenarios.map(({ id }) => id)).toEqual(["echo/basic"]);
  expect(chosen.excluded).toEqual([]);
});

test.each([{ scenario: ["!"] }, { exclude: ["echo", ""] }])(
  "%j would leave out all",
  async (flags) => {
    await expect(chooseScenarios(flags)).rejects.toThrow("--exclude: expected a part of");
  },
);

/** A server that speaks one protocol, where its command tells. */
function speaking(name: string, placeholder: string): Implementation {
  const command = ["./echo", placeholder];
  return { role: "server", protocols: [name], command } as unknown as Implementation;
}

test("what belongs to a transport is for those that it carries", () => {
  const ids = (placeholder: string) =>
    spokenAmong(catalogue, [speaking("framed", placeholder)]).map(({ id }) => id);
  expect(ids("{socket}")).toEqual(expect.arrayContaining(["echo/basic", "unix/stale-path"]));
  expect(ids("{port}")).not.toContain("unix/stale-path");
});

test("what belongs to a protocol is for those that speak it", () => {
  const ids = (...protocols: readonly string[]) => {
    const all = protocols.map((name) => speaking(name, "{port}"));
    return spokenAmong(catalogue, all).map(({ id }) => id);
  };
  expect(ids("framed")).toEqual(expect.arrayContaining(["echo/basic", "length/little-endian"]));
  expect(ids("framed")).not.toContain("stream/all-values");
  expect(ids("framed", "stream")).toContain("stream/all-values");
  expect(ids("stream")).not.toContain("length/little-endian");
});
