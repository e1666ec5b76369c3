import { expect, test } from "vitest";
import { chooseScenarios } from "./scenarios.ts";

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
