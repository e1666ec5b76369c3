import { expect, test } from "vitest";
import { catalogue } from "../../scenarios/catalogue.ts";
import { keepsBusy, measuresTime } from "./busy.ts";

test("floods and crowds keep processors busy; the rest mostly waits", () => {
  const busy = catalogue.filter(keepsBusy).map(({ id }) => id);
  expect(busy).toEqual(
    expect.arrayContaining([
      "accept/thousand-connections",
      "accept/backlog",
      "cost/drip",
      "cost/zero-flood",
      "size/four-gib",
    ]),
  );
  expect(busy.length).toBeLessThan(catalogue.length / 4);
});

test("what holds answers to a time measures it", () => {
  const timed = catalogue.filter(measuresTime).map(({ id }) => id);
  expect(timed).toEqual(expect.arrayContaining(["fairness/flood", "latency/request-reply"]));
  expect(timed.length).toBeLessThan(catalogue.length / 8);
});
