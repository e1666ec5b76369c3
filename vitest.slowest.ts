import type { Reporter, TestModule, Vitest } from "vitest/node";

/** Enough to see what is worth making faster. */
const shown = 10;

/** Prints the files that took longest, in front of the summary of the reporter behind it. */
export class SlowestFiles implements Reporter {
  #vitest: Vitest | null = null;

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const slowest = modules.toSorted((a, b) => secondsOf(b) - secondsOf(a)).slice(0, shown);
    if (modules.length < 2) {
      return;
    }
    const lines = slowest.map((module) => {
      const seconds = secondsOf(module).toFixed(1).padStart(7);
      return `${seconds} s  ${module.relativeModuleId} (${module.project.name})`;
    });
    this.#vitest?.logger.log(`\n Slowest of ${modules.length} files\n${lines.join("\n")}`);
  }
}

/** Includes its imports and hooks. */
function secondsOf(module: TestModule): number {
  const { collectDuration, duration } = module.diagnostic();
  return (collectDuration + duration) / 1000;
}
