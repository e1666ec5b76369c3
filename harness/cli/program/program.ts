import { Command } from "commander";
import { sockspecVersion } from "../../journal/sockspec-version.ts";
import { readConfigFirst } from "../config/hook.ts";
import { addBench } from "./bench.ts";
import { addCompletions } from "./completions.ts";
import { addConfig } from "./config.ts";
import { addDoctor, addExplain, addList } from "./inform.ts";
import { addInit } from "./init.ts";
import { addInterop } from "./interop.ts";
import { addKernel } from "./kernel.ts";
import { addClean, addNetwork, addSelfTest } from "./maintenance.ts";
import { prepareNativeFirst } from "./native.ts";
import { addRun } from "./run.ts";
import {
  addCompare,
  addDiff,
  addLadder,
  addMerge,
  addRegrade,
  addReplay,
  addReport,
  addScoreboard,
} from "./stored-runs.ts";

/** Every command with its options; each loads its action only when it is called. */
export function makeProgram(command: readonly string[] | null, signal: AbortSignal): Command {
  const program = new Command("sockspec")
    .description("Grade echo implementations on real TCP connections.")
    .version(sockspecVersion)
    .exitOverride()
    .showHelpAfterError("Run sockspec --help to see the commands.");
  prepareNativeFirst(program, signal);
  readConfigFirst(program, command);
  addRun(program, command, signal);
  addBench(program, command, signal);
  addInterop(program, signal);
  addInit(program, command, signal);
  addReport(program);
  addMerge(program, signal);
  addCompare(program);
  addDiff(program);
  addLadder(program);
  addReplay(program, signal);
  addList(program);
  addExplain(program);
  addSelfTest(program, signal);
  addNetwork(program, signal);
  addKernel(program, signal);
  addRegrade(program);
  addScoreboard(program, signal);
  addClean(program);
  addDoctor(program, signal);
  addConfig(program, command);
  addCompletions(program);
  return program;
}
