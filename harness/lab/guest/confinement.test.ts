import { chownSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { toolEnvironment } from "../../cli/choose/bundled.ts";
import { runProgram } from "../../host/run-program.ts";
import {
  ordinaryUser,
  type Someone,
  whoeverTests,
  whyNotAs,
  withoutNamespaces,
} from "../fixtures/as-others.ts";
import { type GuestWindow, makeWindow } from "../fixtures/guest-window.ts";

const environment = toolEnvironment();
const bootTimeoutMs = 60_000;

/**
 * Ways to write a file called `precious` in the folder `$1` of the host. Each prints `tried` when
 * the prerequisites of its last step are met, so that none fails for another reason.
 */
const attacks = {
  "plain writing": 'tried; echo spoilt > "$1/precious"',
  "mounting the root again, writable":
    'mount -o remount,rw / && tried && echo spoilt > "$1/precious"',
  "mounting the host's folder": 'attack_mount "$1" && tried && echo spoilt > "$mount/precious"',
  "mounting the host's root":
    'attack_mount / && tried && echo spoilt > "$mount$1/precious"; echo new > "$mount$1/new"',
  "mounting the host's folder, then again, writable":
    'attack_mount "$1" && mount -o remount,rw "$mount" && tried && echo spoilt > "$mount/precious"',
  "deleting it": 'attack_mount "$1" && tried && rm "$mount/precious"',
  "renaming it into the window":
    'attack_mount / && tried && mv "$mount$1/precious" "$mount$window/"',
  "changing its mode": 'attack_mount "$1" && tried && chmod 777 "$mount/precious"',
  "a hard link in the window":
    'attack_mount / && tried && ln "$mount$1/precious" "$mount$window/x" && echo spoilt > "$window/x"',
  "a symbolic link in the window": 'ln -s "$1" link && tried && echo spoilt > link/precious',
  "mounting through a symbolic link":
    'ln -s "$1" link2 && attack_mount "$window/link2" && tried && echo spoilt > "$mount/precious"',
  "leaving the window by its parent": 'tried; echo spoilt > "$window/../$(basename "$1")/precious"',
  "the root of the first process": 'tried; echo spoilt > "/proc/1/root$1/precious"',
  "a mount of the first process's root on the host":
    'attack_mount /proc && tried && echo spoilt > "$mount/1/root$1/precious"',
  "a way out of chroot": 'tried; chroot /proc/1/root sh -c \'echo spoilt > "$1/precious"\' sh "$1"',
  "the first process's mounts":
    'tried; nsenter --target 1 --mount sh -c \'echo spoilt > "$1/precious"\' sh "$1"',
  "a namespace of one's own":
    'tried; unshare --user --map-root-user --mount sh -c \'echo spoilt > "$1/precious"\' sh "$1"',
};

const prelude = `
  tried() { echo "tried: $what"; }
  attack_mount() { mount=$(mktemp -d) && mount -t hostfs -o "$1" none "$mount"; }
  window=$PWD
`;

const script = `${prelude}${Object.entries(attacks)
  .map(([what, line]) => `what=${JSON.stringify(what)}\n${line}`)
  .join("\n")}\necho done > done`;

interface Attacked {
  readonly confined: boolean;
  readonly end: unknown;
  /** The attacks that reached their last step. */
  readonly tried: readonly string[];
  /** The current content of the folder. */
  readonly files: Readonly<Record<string, string>>;
}

/** A mount that is a file, one with flags and an odd name, and one that a new /proc hides. */
const mountOddly = `
  mount --bind "$1/precious" "$1/precious"
  mount -t tmpfs -o nosuid,nodev,noexec,noatime none /mnt
  mkdir '/mnt/a b\\c' && mount -t tmpfs -o noexec none '/mnt/a b\\c'
  mount -t tmpfs none /proc/fs
  shift && exec "$@"
`;

function amongOddMounts(folder: string): readonly string[] {
  return ["unshare", "--user", "--map-root-user", "--mount", "sh", "-ec", mountOddly, "sh", folder];
}

/**
 * Attacks a folder that it makes in `parent`; `around` adds words before the command that boots.
 */
async function attack(
  { words, owner }: Someone,
  parent: string,
  around: (folder: string) => readonly string[] = () => [],
): Promise<Attacked> {
  const folder = mkdtempSync(join(parent, "sockspec-attacked-"));
  try {
    using window: GuestWindow = makeWindow(owner);
    writeFileSync(join(folder, "precious"), "as it was");
    if (owner !== undefined) {
      // Its permissions let the attacker in, so only the confinement is in the way.
      chownSync(folder, owner, owner);
      chownSync(join(folder, "precious"), owner, owner);
    }
    const fixture = join(import.meta.dirname, "..", "fixtures", "boot-guest.ts");
    const boot = [process.execPath, fixture, window.path, environment["PATH"] ?? ""];
    const attack = ["sh", "-c", script, "sh", folder];
    const booting = [...words, ...around(folder), ...boot, ...attack];
    const { stdout } = await runProgram(booting, { environment, timeoutMs: bootTimeoutMs });
    const [up = "", over = ""] = stdout.trim().split("\n");
    expect(window.read("done")).toBe("done\n");
    const tried = window.read("stdout.log").matchAll(/^tried: (.*)$/gm);
    const files = readdirSync(folder).map((name) => [
      name,
      readFileSync(join(folder, name), "utf8"),
    ]);
    return {
      confined: (JSON.parse(up) as { readonly confined: boolean }).confined,
      end: JSON.parse(over),
      tried: Array.from(tried, ([, what]) => what ?? ""),
      files: Object.fromEntries(files) as Record<string, string>,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("the root of a guest changes no file of the host outside its window", () => {
  test.each([
    { someone: whoeverTests, parent: tmpdir(), mounts: "usual" },
    { someone: whoeverTests, parent: "/dev/shm", mounts: "usual" },
    { someone: ordinaryUser, parent: tmpdir(), mounts: "usual" },
    { someone: whoeverTests, parent: tmpdir(), mounts: "odd", around: amongOddMounts },
  ])(
    "booted by $someone.who, in $parent, among $mounts mounts",
    async ({ someone, parent, around }) => {
      expect(await whyNotAs(someone)).toBe(null);
      const { confined, end, tried, files } = await attack(someone, parent, around);
      expect(confined).toBe(true);
      expect(end).toEqual({ how: "finished", status: 0 });
      expect(files).toEqual({ precious: "as it was" });
      expect(tried).toEqual(Object.keys(attacks));
    },
  );
});

test("where no namespaces can be had, only file permissions keep it out, and it says so", async () => {
  const refused = await whyNotAs(withoutNamespaces);
  expect(refused).toBe(null);
  const { confined, files } = await attack(withoutNamespaces, tmpdir());
  expect(confined).toBe(false);
  // The attacks above are real: the folder belongs to the user that the guest runs as.
  expect(files["precious"]).not.toBe("as it was");
});
