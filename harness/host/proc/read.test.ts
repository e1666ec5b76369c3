import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { keepFiles, readProc } from "./read.ts";

test.each([0, 1, 2047, 2048, 65_535, 65_536, 65_537, 200_000])(
  "%d bytes are read whole",
  (size) => {
    const folder = mkdtempSync(join(tmpdir(), "sockspec-proc-"));
    const text = Array.from({ length: size }, (_, at) => String(at % 10)).join("");
    writeFileSync(join(folder, "file"), text);
    expect(readProc(join(folder, "file"))).toBe(text);
    rmSync(folder, { recursive: true });
  },
);

test.each(["/proc/self/stat", "/proc/self/status", "/proc/net/snmp", "/proc/net/netstat"])(
  "%s has as many lines as read otherwise",
  (path) => {
    const lines = (text: string) => text.split("\n").length;
    expect(lines(readProc(path))).toBe(lines(readFileSync(path, "latin1")));
  },
);

test.each(["snmp", "netstat", "snmp6"])("/proc/net/%s comes in one go", (name) => {
  using files = keepFiles();
  const path = `/proc/self/net/${name}`;
  const lines = (text: string) => text.split("\n").length;
  for (const _ of [1, 2]) {
    expect(lines(files.read(path, { isOneRecord: true }))).toBe(
      lines(readFileSync(path, "latin1")),
    );
  }
});

test("a file that stays open is read anew each time, and closed in the end", () => {
  const folder = mkdtempSync(join(tmpdir(), "sockspec-proc-"));
  const path = join(folder, "file");
  const isOpen = () =>
    readdirSync("/proc/self/fd").some((descriptor) => {
      return (
        existsSync(`/proc/self/fd/${descriptor}`) &&
        readlinkSync(`/proc/self/fd/${descriptor}`) === path
      );
    });
  {
    using files = keepFiles();
    for (const text of ["long".repeat(50_000), "short", ""]) {
      writeFileSync(path, text);
      expect(files.read(path)).toBe(text);
      expect(isOpen()).toBe(true);
    }
  }
  expect(isOpen()).toBe(false);
  rmSync(folder, { recursive: true });
});

test("what is not there is an error", () => {
  expect(() => readProc("/proc/0/stat")).toThrow("ENOENT");
});
