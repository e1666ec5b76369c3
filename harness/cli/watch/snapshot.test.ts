import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { changedFiles, takeSnapshot } from "./snapshot.ts";

function makeFolder(...names: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), "sockspec-watch-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const name of names) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), "1");
  }
  return folder;
}

test("sources of a server count, and what the run and the server write does not", () => {
  const folder = makeFolder(
    "server.js",
    "lib/deep/a.cpp",
    "Makefile",
    "serve",
    "other",
    "server.log",
    "out/report.json",
    "results/runs/a/b.json",
    "node_modules/x/index.js",
    ".git/hooks/a.sh",
    "target/debug/x.rs",
  );
  const found = takeSnapshot({
    folders: [folder, join(folder, "gone")],
    files: [join(folder, "serve"), join(folder, "not-there")],
    ignored: [join(folder, "results", "runs"), join(folder, "out", "report.json")],
  });
  const names = [...found.keys()].map((file) => relative(folder, file)).sort();
  expect(names).toEqual(["Makefile", "lib/deep/a.cpp", "serve", "server.js"]);
});

test("files that are new, gone or longer have changed", () => {
  const folder = makeFolder("a.py", "b.py", "c.py");
  const watched = { folders: [folder], files: [], ignored: [] };
  const before = takeSnapshot(watched);
  expect(changedFiles(before, takeSnapshot(watched))).toEqual([]);
  writeFileSync(join(folder, "b.py"), "12");
  writeFileSync(join(folder, "d.py"), "");
  rmSync(join(folder, "a.py"));
  const changed = changedFiles(before, takeSnapshot(watched));
  expect(changed.map((file) => relative(folder, file))).toEqual(["a.py", "b.py", "d.py"]);
});
