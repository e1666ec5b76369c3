import { type Command, InvalidArgumentError } from "commander";

/** Adds to a command the options that say when a run is as it should be; see `docs/gating.md`. */
export function describeGate(command: Command): Command {
  return command
    .option("--baseline <file>", "failures that are expected, beside each impl's baseline.json")
    .option("--update-baseline", "write that file from what failed in this run")
    .option("--fail-on <level>", "must, or should for both", "must")
    .option("--strict", "what is inconclusive, flaky, hidden or unexplained counts as failed")
    .option(
      "--threshold <rule>",
      "a share of repetitions that has to pass, such as half-close-drain:pass>=0.95",
      (rule: string, before: readonly string[] = []) => [...before, rule],
    )
    .option("--retry <n>", "run failed cases again, alone, up to n times", retries, 0)
    .option("--last-failed [run]", "only what failed in the latest run, or in that one");
}

/** More would hide a bug rather than find out how often it strikes: that is `--repeat-each`. */
const retriesMax = 10;

function retries(text: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value <= retriesMax)) {
    throw new InvalidArgumentError(`Expected a whole number from 0 to ${retriesMax}.`);
  }
  return value;
}
