/**
 * Builds sockspec as a container image: `npm run image`.
 *
 *   --tag NAME           Default: sockspec/sockspec
 *   --tarball FILE       what `npm pack` made. Default: it is made
 *   --without-registry   on a base made from Debian's packages by mmdebstrap, instead of node:24-bookworm-slim
 *
 * Needs the programs npm and docker, and a Docker Engine.
 */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { $ } from "zx";
import { projectRoot } from "../harness/host/package/project-root.ts";

const { values } = parseArgs({
  options: {
    tag: { type: "string", default: "sockspec/sockspec" },
    tarball: { type: "string" },
    "without-registry": { type: "boolean", default: false },
  },
});

const containers = join(projectRoot, "containers");
const folder = mkdtempSync(join(tmpdir(), "sockspec-image-"));
const run = $({ cwd: projectRoot, stdio: ["ignore", "inherit", "inherit"] });

try {
  const tarball = resolve(values.tarball ?? (await pack()));
  const context = makeFolder("context");
  writeFileSync(join(context, "package.json"), '{ "private": true }\n');
  const options = ["--omit=dev", "--no-audit", "--no-fund", "--prefix", context];
  await run`npm install ${options} ${tarball}`;
  const base = values["without-registry"] ? ["--build-arg", `BASE=${await makeBase()}`] : [];
  const dockerfile = join(containers, "sockspec.Dockerfile");
  await run`docker build ${base} --tag ${values.tag} --file ${dockerfile} ${context}`;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function makeFolder(name: string): string {
  const path = join(folder, name);
  mkdirSync(path);
  return path;
}

async function pack(): Promise<string> {
  const made = await $({ cwd: projectRoot })`npm pack --silent --pack-destination ${folder}`;
  return join(folder, made.stdout.trim().split("\n").at(-1) ?? "");
}

/** @returns the name of an image with what sockspec needs, and the Node that the lock file pins. */
async function makeBase(): Promise<string> {
  const packages = `${values.tag}-packages`;
  const archive = join(folder, "base.tar");
  await run`sh -c ${'exec sh "$1" sockspec >"$2"'} sh ${join(containers, "base.sh")} ${archive}`;
  await run`docker import ${archive} ${packages}`;
  const context = makeFolder("base");
  const node = join(projectRoot, "node_modules", "node", "bin", "node");
  copyFileSync(node, join(context, "node"));
  writeFileSync(join(context, "Dockerfile"), `FROM ${packages}\nCOPY node /usr/local/bin/node\n`);
  await run`docker build --tag ${`${values.tag}-base`} ${context}`;
  return `${values.tag}-base`;
}
