/**
 * Makes what an npm package holds: `npm run build`, and `npm pack` before it packs. `dist/` mirrors the folders
 * of the project: modules compiled, other files as they are, and native programs as they were built for this
 * machine.
 */
import { cpSync, globSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { $ } from "zx";
import { makefileFolders } from "../harness/host/package/makefiles.ts";
import { type Prebuilt, prebuiltFile } from "../harness/host/package/prebuilt.ts";
import { projectRoot } from "../harness/host/package/project-root.ts";

const dist = join(projectRoot, "dist");
const run = $({ cwd: projectRoot, stdio: ["ignore", "inherit", "inherit"] });

rmSync(dist, { recursive: true, force: true });
await run`${join(projectRoot, "node_modules", ".bin", "tsc")} --project tsconfig.build.json`;
copyFiles();
compileManifests();
await addNativePrograms();
writeFileSync(join(dist, "package.json"), ownPackage());

/** What modules read or run beside themselves. */
function copyFiles(): void {
  const files = globSync("{containers,harness,impls,scenarios}/**", {
    cwd: projectRoot,
    exclude: ["**/{build,fixtures,node_modules,compile-cache}/**", "**/*.ts"],
  });
  for (const path of files.filter((path) => statSync(join(projectRoot, path)).isFile())) {
    cpSync(join(projectRoot, path), join(dist, path));
  }
}

/** Node strips no types under node_modules, so bundled servers are compiled, and started by their new names. */
function compileManifests(): void {
  for (const path of globSync("impls/**/impl.json", { cwd: dist })) {
    const text = readFileSync(join(dist, path), "utf8");
    writeFileSync(join(dist, path), text.replaceAll(/\.ts"/g, '.js"'));
  }
}

async function addNativePrograms(): Promise<void> {
  for (const folder of makefileFolders(projectRoot)) {
    await run`make --silent --directory=${folder}`;
    for (const path of programsIn(join(folder, "build"))) {
      cpSync(join(projectRoot, path), join(dist, path));
    }
  }
  const prebuilt: Prebuilt = { arch: process.arch };
  writeFileSync(join(dist, prebuiltFile), `${JSON.stringify(prebuilt)}\n`);
}

/** Objects and lists of headers are left out. */
function programsIn(folder: string): readonly string[] {
  return globSync(join(folder, "*"), { cwd: projectRoot }).filter(
    (path) =>
      !/\.[od]$/.test(basename(path)) && (statSync(join(projectRoot, path)).mode & 0o111) !== 0,
  );
}

/** Modules are of the kind that the nearest package.json says, and read versions in it. */
function ownPackage(): string {
  const { name, version, peerDependencies } = JSON.parse(
    readFileSync(join(projectRoot, "package.json"), "utf8"),
  );
  const own = { name, version, private: true, type: "module", peerDependencies };
  return `${JSON.stringify(own, null, 2)}\n`;
}
