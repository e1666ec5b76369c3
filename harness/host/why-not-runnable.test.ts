import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { whyNotRunnable } from "./why-not-runnable.ts";

const folder = mkdtempSync(join(tmpdir(), "sockspec-programs-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string, mode = 0o755): void {
  writeFileSync(join(folder, name), text);
  chmodSync(join(folder, name), mode);
}

mkdirSync(join(folder, "build"));
mkdirSync(join(folder, "bin"));
write("server.py", "print()\n", 0o644);
write("server", "\u007fELF", 0o644);
write("tool", "#!/bin/sh\n");
write("bin/hidden", "#!/bin/sh\n", 0o644);
write("no-interpreter", "#!/opt/python9/bin/python9 -u\n");
write("windows", "#!/bin/sh\r\nexit\r\n");
write("by-env", "#!/usr/bin/env -S A=b python9 -u\n");
write("good-env", "#!/usr/bin/env sh\n");
write("options", "#!/bin/sh -e\n");
write("spaced", "#! /bin/sh\n");
write("binary", "\u007fELF\u0000\u0000");
write("empty", "");

const path = `${join(folder, "bin")}:/usr/bin:/bin`;

test.each([
  {
    program: "./server.py",
    found:
      /^found .*server\.py, which is not executable\. Run chmod \+x .*server\.py, or start it with python3 server\.py\.$/,
  },
  {
    program: "./server",
    found: /^found .*\/server, which is not executable\. Run chmod \+x .*\/server\.$/,
  },
  { program: "hidden", found: /^found .*\/bin\/hidden, which is not executable/ },
  { program: "./build", found: /^found the folder .*\/build\. Name the program in it\.$/ },
  { program: "tool", found: /^found none on PATH\. For the one in .*, write \.\/tool\.$/ },
  { program: "nowhere", found: /^found none on PATH\.$/ },
  { program: "./nowhere", found: /^found none in \/.*\.$/ },
  { program: "", found: /^found an empty word\.$/ },
  {
    program: "./no-interpreter",
    found: /the interpreter \/opt\/python9\/bin\/python9, which does not exist/,
  },
  { program: "./windows", found: /ends with a carriage return\. Save it with Unix line ends/ },
  { program: "./by-env", found: /the interpreter python9, which is not on PATH/ },
])("$program: $found", ({ program, found }) => {
  expect(whyNotRunnable(program, { folder, path })).toMatch(found);
});

test.each(["./tool", "./good-env", "./options", "./spaced", "./binary", "./empty", "sh"])(
  "%s can be run",
  (program) => {
    expect(whyNotRunnable(program, { folder, path })).toBeNull();
  },
);
