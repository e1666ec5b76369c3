import { expect, test } from "vitest";
import { catalogue } from "../../scenarios/catalogue.ts";
import { keepsBusy } from "./busy.ts";

test("floods, crowds and what measures time keep processors busy; the rest mostly waits", () => {
  const busy = catalogue.filter(keepsBusy).map(({ id }) => id);
  expect(busy).toEqual(
    expect.arrayContaining([
      "accept/thousand-connections",
      "accept/backlog",
      "cost/drip",
      "cost/zero-flood",
      "fairness/flood",
      "latency/request-reply",
    ]),
  );
  expect(busy.length).toBeLessThan(catalogue.length / 4);
});
