import { expect, test } from "vitest";
import { pinnedEnvironment } from "../../../cli/choose/bundled.ts";
import { compile } from "../../fixtures/compile.ts";
import { makeWindow } from "../../fixtures/guest-window.ts";
import { runInGuest } from "../../fixtures/run-in-guest.ts";
import { virtualKernel } from "../kernel.ts";
import { findVirtualKernel } from "./built.ts";

const environment = pinnedEnvironment();

/** The parent waits in the kernel for a thread that it has preempted: nothing else makes time pass. */
test("a parent that reaps a process whose threads are being freed gets on", async () => {
  const built = findVirtualKernel(environment);
  if (built === null) {
    throw new Error("This test needs the kernel: run sockspec kernel build.");
  }
  using program = compile("thread-ends.cpp", ["-static"]);
  using window = makeWindow();
  const kernel = virtualKernel(built, 5);
  const ran = await runInGuest(window, "", { command: [program.path], environment, kernel });
  expect(ran.stdout).toBe("20 of 20 ended\n");
  expect(ran.end).toEqual({ how: "finished", status: 0 });
}, 60_000);
