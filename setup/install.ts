/**
 * Prepares a machine: installs missing Debian packages and builds the native programs. If nothing is
 * missing, it changes nothing and takes a moment. It must run on Node 20 too, because `npm ci` runs it.
 *
 *   --for-tests     also a browser and an XML validator, for the tests of reports, and Redis, to grade it
 *   --with-engine   also a Docker Engine, and tools that make images without a registry
 *
 * Exit status: 0, or 3 if something is still missing.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { $, which } from "zx";
import { makefileFolders } from "../harness/host/package/makefiles.ts";
import { missingPackages } from "./missing-packages.ts";

const root = join(import.meta.dirname, "..");
const run = $({ cwd: root, nothrow: true, quiet: true });

const { values } = parseArgs({
  options: { "for-tests": { type: "boolean" }, "with-engine": { type: "boolean" } },
});
const packages = missingPackages({
  forTests: values["for-tests"] ?? false,
  withEngine: values["with-engine"] ?? false,
});
const ready = (packages.length === 0 || (await install(packages))) && (await buildPrograms());
process.exitCode = ready ? 0 : 3;

async function install(names: readonly string[]): Promise<boolean> {
  if (process.getuid?.() !== 0 || which.sync("apt-get", { nothrow: true }) === null) {
    const command = "sudo apt-get update && sudo apt-get install --yes";
    console.error(`sockspec: missing ${names.join(" ")}. Install with:`);
    console.error(`  ${command} ${names.join(" ")}`);
    return false;
  }
  console.error(`sockspec: installing ${names.join(" ")}`);
  const apt = run({
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    stdio: ["inherit", "ignore", "inherit"],
  });
  const options = ["--yes", "--quiet=2", "--no-install-recommends"];
  const updated = await apt`apt-get update --quiet=2`;
  if (!updated.ok || !(await apt`apt-get install ${options} ${names}`).ok) {
    console.error(`sockspec: apt-get could not install ${names.join(" ")}; see its message above`);
    return false;
  }
  return true;
}

async function buildPrograms(): Promise<boolean> {
  for (const folder of makefileFolders(root)) {
    const make = run({ stdio: ["ignore", "inherit", "inherit"] });
    if (!(await make`make --silent --directory=${folder}`).ok) {
      console.error(`sockspec: ${folder} could not be built; see the message above`);
      return false;
    }
  }
  return true;
}
