import { describe, expect, test } from "vitest";
import { catalogue } from "../../scenarios/catalogue.ts";
import { type Profile, profileSchema, type Scenario } from "../scenario/scenario.ts";
import { inProfile } from "./select.ts";

function scenario(id: string, profiles?: readonly Profile[]): Scenario {
  return {
    id,
    title: "A message comes back",
    why: "It is what an echo server is for. Everything else rests on it.",
    sources: ["Protocol contract"],
    roles: ["server"],
    protocols: ["framed"],
    ...(profiles && { profiles: [...profiles] }),
    steps: [{ do: "connect", connection: "main" }],
    stimulus: [],
    checks: [],
  };
}

const scenarios = [
  scenario("length/plain"),
  scenario("echo/everywhere", ["quick", "default", "full"]),
  scenario("leak/long", ["full"]),
  scenario("echo/quick-only", ["quick"]),
  scenario("close/plain"),
];

test.each<{ profile: Profile; ids: readonly string[] }>([
  { profile: "quick", ids: ["echo/everywhere", "echo/quick-only"] },
  { profile: "default", ids: ["length/plain", "echo/everywhere", "close/plain"] },
  { profile: "full", ids: ["length/plain", "echo/everywhere", "leak/long", "close/plain"] },
])("$profile has those that name it, in their order", ({ profile, ids }) => {
  expect(inProfile(scenarios, profile).map(({ id }) => id)).toEqual(ids);
});

test("of no scenarios none is in a profile", () => {
  expect(inProfile([], "full")).toEqual([]);
});

describe("of the catalogue", () => {
  const ids = (profile: Profile) => inProfile(catalogue, profile).map(({ id }) => id);

  test.each(profileSchema.options)("%s is not empty", (profile) => {
    expect(ids(profile)).not.toEqual([]);
  });

  test("quick is part of default, and full is all of it", () => {
    expect(ids("default")).toEqual(expect.arrayContaining([...ids("quick")]));
    expect(ids("full")).toEqual(catalogue.map(({ id }) => id));
  });
});
