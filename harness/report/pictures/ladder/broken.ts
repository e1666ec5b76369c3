import type { Scenario } from "../../../scenario/scenario.ts";
import type { CheckResult } from "../../../verdict/verdict.ts";
import { element, shorten, wrap } from "../svg.ts";
import { laneX, text, textMax } from "./lanes.ts";
import type { BrokenCheck } from "./options.ts";
import type { Anchor } from "./time.ts";

/** The band across the picture where the requirement broke. */
export interface BrokenBlock {
  readonly anchor: Anchor;
  readonly lines: readonly { readonly label: string; readonly text: string }[];
}

const linePx = 15;
const linesMax = 3;

/** @param lastMs where to draw it when the requirement broke at no particular moment. */
export function brokenBlock(broken: BrokenCheck, lastMs: number): BrokenBlock {
  const lines = [
    {
      label: "",
      text: shorten(`✗ Requirement broken here: ${broken.statement}`, textMax.picture),
    },
    ...labelled("expected", broken.expected),
    ...labelled("observed", broken.observed),
  ];
  const anchor: Anchor = {
    atMs: broken.brokeAtMs ?? lastMs,
    lane: "all",
    abovePx: 10,
    heightPx: lines.length * linePx + 16,
    y: 0,
  };
  return { anchor, lines };
}

function labelled(label: string, content: string) {
  return wrap(content, { charactersMax: textMax.picture - 14, linesMax }).map((line, index) => ({
    label: index === 0 ? label : "",
    text: line,
  }));
}

export function drawBroken({ anchor, lines }: BrokenBlock): string {
  const left = laneX.time + 8;
  return (
    element("rect", {
      class: "broke",
      x: left,
      y: anchor.y,
      width: laneX.width - left - 8,
      height: anchor.heightPx - 4,
      rx: 3,
    }) +
    lines
      .map((line, index) => {
        const y = anchor.y + 18 + index * linePx;
        const isHead = index === 0;
        return (
          text({ x: left + 12, y }, line.label, { className: "q" }) +
          text({ x: left + (isHead ? 12 : 72), y }, line.text, isHead ? { className: "bad" } : {})
        );
      })
      .join("")
  );
}

/** @returns the first failed MUST in the list, else the first failed SHOULD, else null. */
export function brokenCheck(
  checks: readonly CheckResult[],
  scenario: Scenario | undefined,
): BrokenCheck | null {
  const failed = checks.filter(({ status }) => status === "fail");
  const broken = failed.find(({ level }) => level === "MUST") ?? failed[0];
  if (broken === undefined) {
    return null;
  }
  const check = scenario?.checks.find(({ id }) => id === broken.id);
  const { statement, expected, observed, brokeAtMs } = broken;
  const connection = check !== undefined && "on" in check ? check.on : null;
  return {
    statement,
    expected,
    observed,
    brokeAtMs,
    connection,
  };
}
