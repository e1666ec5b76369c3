import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { makeWorkspace, sockspec, type Workspace } from "../fixtures/sockspec.ts";

const basic = ["run", "cpp", "-t", "echo/basic", "--lab", "loopback", "--reporter", "silent"];

/** A browser that writes down what it is given, and what it would show. */
function makeBrowser() {
  const folder = mkdtempSync(join(tmpdir(), "sockspec-browser-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const program = join(folder, "browser");
  const opened = join(folder, "opened");
  // Renamed when it is whole.
  const script = `#!/bin/sh\nprintf %s "$1" >'${opened}.part' && mv '${opened}.part' '${opened}'\n`;
  writeFileSync(program, script, { mode: 0o755 });
  return {
    environment: { BROWSER: program },
    async url(): Promise<string> {
      await expect.poll(() => existsSync(opened), { timeout: 20_000 }).toBe(true);
      return readFileSync(opened, "utf8");
    },
  };
}

async function openedPage(workspace: Workspace, args: readonly string[]) {
  const browser = makeBrowser();
  const options = { environment: browser.environment };
  const finished = await sockspec([...args, "--open", "--output", workspace.folder], options);
  const path = fileURLToPath(await browser.url());
  return { ...finished, path, page: readFileSync(path, "utf8") };
}

describe("--open", () => {
  test("shows a run, and later the stored one, in the user's browser", async () => {
    using workspace = makeWorkspace();
    const now = await openedPage(workspace, basic);
    expect(now.path).toBe(join(workspace.run(), "report.html"));
    expect(now.page).toMatch(/^<!doctype html>[\s\S]*echo\/basic/);
    expect(now).toMatchObject({ stderr: "", status: 0 });
    const html = join(workspace.folder, "own.html");
    const later = await openedPage(workspace, [
      "report",
      workspace.run(),
      "--reporter",
      `silent,html=${html}`,
    ]);
    expect(later.path).toBe(html);
    expect(later.page).toContain("echo/basic");
  });

  test("says what to open where there is no browser, and the status stays", async () => {
    using workspace = makeWorkspace();
    const environment = { BROWSER: "/no/such/browser" };
    const args = [...basic, "--open", "--output", workspace.folder];
    const { stderr, status } = await sockspec(args, { environment });
    expect(stderr).toContain(
      `no browser could be started; open file://${join(workspace.run(), "report.html")}`,
    );
    expect(status).toBe(0);
  });
});
