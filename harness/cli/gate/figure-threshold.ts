import { selectByPattern, UnknownNameError } from "../../plan/select.ts";
import { type FigureThreshold, unitsOf } from "../../report/comparison/threshold.ts";
import type { Figure } from "../../scenario/figure.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { UsageError } from "../exit-status.ts";

const form = "latency/ping-pong:p99<=20ms or throughput/bulk:throughput>=0.9*cpp";

/**
 * Parses such as `ping-pong:p99<=20ms`: a measurement as `-t` names it, one of its figures (default:
 * the first), and a limit, absolute or as a multiple of what another implementation of the run has.
 *
 * @throws {UsageError | UnknownNameError} naming the expected form.
 */
export function parseFigureThreshold(
  text: string,
  measurements: readonly Scenario[],
): readonly FigureThreshold[] {
  const [, pattern, id, sign, value, word = ""] =
    /^([^:<>]+)(?::([^<>]+))?([<>]=)([\d.]+)(.*)$/.exec(text.replaceAll(" ", "")) ?? [];
  if (pattern === undefined || value === undefined || !(Number(value) > 0)) {
    throw new UsageError(
      `--threshold: expected ${form}, found "${text}". ` +
        "Quote the rule, or the shell treats > and < as redirections.",
    );
  }
  return selectByPattern("measurement", measurements, [pattern]).map((scenario) => {
    const figure = figureOf(scenario, id);
    const isRelative = word.startsWith("*");
    return {
      text,
      scenario: scenario.id,
      figure: figure.id,
      isUpper: sign === "<=",
      limit: Number(value) * (isRelative ? 1 : unitOf(figure, word, text)),
      reference: isRelative ? word.slice(1) : null,
    };
  });
}

function figureOf({ id: measurement, figures = [] }: Scenario, id: string | undefined): Figure {
  const figure = id === undefined ? figures[0] : figures.find((each) => each.id === id);
  if (figure === undefined) {
    const known = figures.map((each) => each.id);
    throw new UnknownNameError(`figure of ${measurement}`, id ?? "", known);
  }
  return figure;
}

function unitOf(figure: Figure, word: string, text: string): number {
  const units = unitsOf(figure.kind);
  const unit = units[word];
  if (unit === undefined) {
    const known = Object.keys(units).map((name) => (name === "" ? "no unit" : name));
    throw new UsageError(
      `--threshold: expected ${known.join(", ")} or *implementation behind the number, ` +
        `found "${word}" in "${text}".`,
    );
  }
  return unit;
}
