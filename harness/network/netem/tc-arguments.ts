import { gilbertModel } from "../gilbert.ts";
import type { Direction, Loss } from "../network.ts";
import { type NetemStage, netemStages } from "./stages.ts";

/**
 * @param device the wire's interface through which the direction leaves.
 * @returns arguments for `tc`, one call each, in the order in which they must run; empty for a
 * direction without impairment. The device must not have a qdisc yet.
 */
export function tcArguments(device: string, direction: Direction): readonly (readonly string[])[] {
  return netemStages(direction).map((stage, index) => [
    "qdisc",
    "add",
    "dev",
    device,
    ...(index === 0 ? ["root"] : ["parent", stageParent(index)]),
    "handle",
    stageHandle(index),
    "netem",
    ...netemArguments(stage),
  ]);
}

/** @returns the handle of the stage with that number, counted from 0: `1:`, `2:`, … */
export function stageHandle(index: number): string {
  return `${index + 1}:`;
}

/** @returns the parent class of a stage below the outermost; netem has only one, number 1. */
export function stageParent(index: number): string {
  return `${index}:1`;
}

function netemArguments(stage: NetemStage): readonly string[] {
  const { limitPackets, loss, delayMs, jitterMs, rateKbit } = stage;
  return [
    "limit",
    String(limitPackets),
    ...(delayMs === undefined ? [] : ["delay", `${plain(delayMs)}ms`]),
    ...(jitterMs === undefined ? [] : [`${plain(jitterMs)}ms`]),
    ...(loss === undefined ? [] : lossArguments(loss)),
    ...percentArguments("duplicate", stage.duplicatePercent),
    ...percentArguments("reorder", stage.reorderPercent),
    ...percentArguments("corrupt", stage.corruptPercent),
    ...(rateKbit === undefined ? [] : ["rate", `${plain(rateKbit)}kbit`]),
  ];
}

function lossArguments(loss: Loss): readonly string[] {
  if ("percent" in loss) {
    return ["loss", "random", percentage(loss.percent)];
  }
  const { p, r } = gilbertModel(loss);
  return ["loss", "gemodel", percentage(100 * p), percentage(100 * r)];
}

function percentArguments(word: string, percent: number | undefined): readonly string[] {
  return percent === undefined ? [] : [word, percentage(percent)];
}

function percentage(percent: number): string {
  return `${plain(percent)}%`;
}

/** Decimal digits without an exponent, which `tc` does not accept; finer than its own 2^-32. */
function plain(value: number): string {
  return value.toFixed(9).replace(/\.?0+$/, "");
}
