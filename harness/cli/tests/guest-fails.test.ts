import { chmodSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, expect, test } from "vitest";
import { toolEnvironment } from "../choose/bundled.ts";
import { makeWorkspace, sockspec } from "../fixtures/sockspec.ts";

/** What every guest says on a processor with more register state than it saves. */
const panic = `#!/bin/sh
echo 'userspace - ptrace set fp regs failed, errno = 14'
echo 'Kernel panic - not syncing: Attempted to kill init! exitcode=0x0000000b'
exit 134
`;

describe("where the guest kernel does not boot, it is said in one sentence, and the status is 3", () => {
  test.each([
    { words: ["run", "cpp", "-t", "echo/basic", "--network", "lte", "--kernel", "guest"] },
    { words: ["network", "prove", "lte", "--kernel", "guest"] },
    { words: ["doctor"] },
  ])("by sockspec $words.0", async ({ words }) => {
    using workspace = makeWorkspace();
    const kernel = join(workspace.folder, "linux.uml");
    writeFileSync(kernel, panic);
    chmodSync(kernel, 0o755);
    const PATH = [workspace.folder, toolEnvironment()["PATH"]].join(delimiter);
    const output = words[0] === "run" ? ["--output", workspace.folder] : [];
    const ran = await sockspec([...words, ...output], { environment: { PATH } });
    expect(ran.stdout).toMatch(
      /expected its command to start, found a panic: Attempted to kill init!.*; run /,
    );
    expect(ran.stdout).toContain("ptrace set fp regs failed");
    expect(ran.status).toBe(3);
  });
});
