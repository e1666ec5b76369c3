import { expect, test } from "vitest";
import { preparedControls } from "./controls.ts";

test("control cases start what was built for them, whatever runtimes PATH has", async () => {
  const { signal } = new AbortController();
  const controls = await preparedControls(null, signal, { withClient: true });
  const started = [controls.good, controls.bad, controls.client].map(
    (control) => control?.planned.implementation.command[0],
  );
  expect(started).toEqual([
    expect.stringMatching(/^build\//),
    expect.stringMatching(/^build\//),
    expect.stringMatching(/^build\//),
  ]);
});
