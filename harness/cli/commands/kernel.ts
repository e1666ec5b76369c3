import { findProgram } from "../../host/find-program.ts";
import { runProgram } from "../../host/run-program.ts";
import { whyNoGuest } from "../../lab/guest/missing.ts";
import { findVirtualKernel } from "../../lab/guest/virtual/built.ts";
import { kernelCache } from "../../lab/guest/virtual/recipe.ts";
import { kernelsDocument, type ShownKernel } from "../../report/documents/documents.ts";
import { startPaint } from "../../report/terminal/glyphs.ts";
import { toolEnvironment } from "../choose/bundled.ts";
import { type ExitStatus, exitStatus } from "../exit-status.ts";
import { buildKernel } from "../kernel/build.ts";
import { screenOf } from "../reporters/screen.ts";

export interface KernelBuildFlags {
  readonly jobs?: number;
}

/** Builds the guest kernel with virtual time, if it is not there. */
export async function runKernelBuild(
  { jobs }: KernelBuildFlags,
  signal: AbortSignal,
): Promise<ExitStatus> {
  const { kernel, isNew } = await buildKernel({
    environment: toolEnvironment(),
    signal,
    jobs,
    screen: screenOf(process.stderr),
    write: (text) => process.stderr.write(text),
  });
  const found = isNew ? "built" : "was built before";
  console.log(`${kernel.release} ${found}: ${kernel.program}`);
  console.log("Use it with --kernel virtual; --kernel auto prefers it for impaired links.");
  return exitStatus.asExpected;
}

/** Prints which guest kernels are there. */
export async function runKernelStatus({
  json = false,
}: {
  readonly json?: boolean;
}): Promise<ExitStatus> {
  const kernels = [await debianKernel(), virtualKernel()];
  if (json) {
    process.stdout.write(kernelsDocument(kernels));
    return exitStatus.asExpected;
  }
  const paint = startPaint(screenOf(process.stdout).coloured);
  for (const { kernel, title, version, path, recipe, advice } of kernels) {
    const sign = path === null ? paint("yellow", "–") : paint("green", "✓");
    console.log(`${sign} ${kernel.padEnd(8)} ${title}`);
    const recipeWords = recipe === null ? "" : `, recipe ${recipe}`;
    const found = path === null ? `not there; ${advice}` : `${version}${recipeWords}\n${path}`;
    console.log(`${" ".repeat(11)}${found.replaceAll("\n", `\n${" ".repeat(11)}`)}`);
  }
  return exitStatus.asExpected;
}

const versionTimeoutMs = 10_000;

async function debianKernel(): Promise<ShownKernel> {
  const environment = toolEnvironment();
  const missing = whyNoGuest(environment);
  const path = findProgram("linux.uml", "/", environment["PATH"] ?? "");
  const shown = {
    kernel: "guest",
    title: "Debian's user-mode-linux, in real time",
    recipe: null,
  } as const;
  if (path === null || missing !== null) {
    return { ...shown, version: null, path: null, advice: missing?.advice ?? null };
  }
  const limits = { environment, timeoutMs: versionTimeoutMs };
  const { stdout } = await runProgram([path, "--version"], limits);
  return { ...shown, version: stdout.trim(), path, advice: null };
}

function virtualKernel(): ShownKernel {
  const environment = toolEnvironment();
  const shown = { kernel: "virtual", title: "sockspec's own, with virtual time" } as const;
  const kernel = findVirtualKernel(environment);
  if (kernel === null) {
    const advice = `run: sockspec kernel build\n(it takes minutes, once, and is kept in ${kernelCache(environment)})`;
    return { ...shown, version: null, path: null, recipe: null, advice };
  }
  const { release, source, recipe, program } = kernel;
  const version = `${release}, from Debian's source ${source}`;
  return { ...shown, version, path: program, recipe, advice: null };
}
