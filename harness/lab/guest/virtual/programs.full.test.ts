import { expect, test } from "vitest";
import { pinnedEnvironment } from "../../../cli/choose/bundled.ts";
import { compile } from "../../fixtures/compile.ts";
import { makeWindow } from "../../fixtures/guest-window.ts";
import { runInGuest } from "../../fixtures/run-in-guest.ts";
import { virtualKernel } from "../kernel.ts";
import { findVirtualKernel } from "./built.ts";

const environment = pinnedEnvironment();

test.each([
  // The kernel leaves them in the traced process, and reads them when another thread needs its place.
  {
    title: "threads keep their floating-point registers, whatever the kernel does meanwhile",
    source: "thread-registers.cpp",
    printed: "yields 0, system calls 0, faults 0, signals 0, forks 0\n",
  },
  // The kernel keeps mappings, maps what lies around, and takes an access for a write until it knows better.
  {
    title: "memory holds what was written to it, and faults say what they were",
    source: "memory.cpp",
    printed: "0 wrong\n",
  },
  // The parent waits in the kernel for a thread that it has preempted: nothing else makes time pass.
  {
    title: "a parent that reaps a process whose threads are being freed gets on",
    source: "thread-ends.cpp",
    printed: "20 of 20 ended\n",
  },
])(
  "$title",
  async ({ source, printed }) => {
    const built = findVirtualKernel(environment);
    if (built === null) {
      throw new Error("This test needs the kernel: run sockspec kernel build.");
    }
    using program = compile(source, ["-static"]);
    using window = makeWindow();
    const kernel = virtualKernel(built, 5);
    const ran = await runInGuest(window, "", { command: [program.path], environment, kernel });
    expect(ran.stdout).toBe(printed);
    expect(ran.end).toEqual({ how: "finished", status: 0 });
  },
  60_000,
);
