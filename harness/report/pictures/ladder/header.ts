import { flagsOf, isDatagram } from "../../../evidence/passage.ts";
import { element, px, shorten } from "../svg.ts";
import { colourOf, text, textMax, widthWith } from "./lanes.ts";
import type { LadderOptions } from "./options.ts";
import type { Scene } from "./scene.ts";

/** The title, the requirement, and a legend. */
export function drawHeader({ title, broken }: LadderOptions, { cast, arrows }: Scene) {
  const lines = [text({ x: 12, y: 24 }, title, { className: "t", charactersMax: 110 })];
  let y = 24;
  if (broken !== null) {
    y += 19;
    lines.push(
      text({ x: 12, y }, `✗ ${broken.statement}`, {
        className: "bad",
        charactersMax: textMax.picture,
      }),
    );
  }
  y += 21;
  const keys = [...memberKeys(cast.members), ...lineKeys(arrows)];
  lines.push(drawLegend(y, keys, widthWith(cast.hasUpstream)));
  return { drawn: lines.join(""), heightPx: y };
}

interface Key {
  readonly className: string;
  readonly line: string;
  readonly words: string;
}

function memberKeys(members: Scene["cast"]["members"]): readonly Key[] {
  return members.length < 2
    ? []
    : members.map(({ name, index }) => ({
        className: colourOf(index),
        line: "a",
        words: shorten(name, 24),
      }));
}

/** The legend, limited to what the picture contains. */
function lineKeys(arrows: Scene["arrows"]): readonly Key[] {
  const crossings = arrows.flatMap(({ run }) => run.crossings);
  const has = (mark: string) =>
    crossings.some(({ marks }) => marks.some((present) => present === mark));
  const needless = has("original-arrived");
  const areDatagrams = crossings.some(isDatagram);
  const runs = arrows.some(({ run }) => run.crossings.length > 1);
  return [
    ...(crossings.some(({ fate }) => fate === "lost")
      ? [{ className: "bad", line: "x", words: "lost on the wire" }]
      : []),
    ...(crossings.some((crossing) => flagsOf(crossing).rst)
      ? [{ className: "bad", line: "a", words: "RST" }]
      : []),
    ...(crossings.some((crossing) => isDatagram(crossing) && crossing.icmp !== null)
      ? [{ className: "bad", line: "a", words: "ICMP error" }]
      : []),
    ...(has("retransmission")
      ? [
          {
            className: "warn",
            line: "a again",
            words: areDatagrams ? "sent again by the client" : retransmittedWords(needless),
          },
        ]
      : []),
    ...(has("zero-window") || has("window-probe") || has("keep-alive")
      ? [{ className: "zero", line: "a", words: "zero window, probes" }]
      : []),
    ...(runs
      ? [
          {
            className: "none",
            line: "band",
            words: areDatagrams ? "a run of datagrams" : "a run of segments",
          },
        ]
      : []),
    ...(crossings.length > 0
      ? [{ className: "none", line: "", words: "point at an arrow to read its header" }]
      : []),
  ];
}

function retransmittedWords(needless: boolean): string {
  return needless ? "retransmitted; spurious: the first had arrived" : "retransmitted";
}

function drawLegend(y: number, keys: readonly Key[], widthPx: number): string {
  let x = 12;
  return keys
    .map(({ className, line, words }) => {
      const sign = drawSign(line, x, y - 4);
      const indent = sign === "" ? 0 : 26;
      const drawn = element(
        "g",
        { class: className },
        sign + text({ x: x + indent, y }, words, { className: "q" }),
      );
      x = Math.min(x + indent + words.length * 5.6 + 20, widthPx - 120);
      return drawn;
    })
    .join("");
}

function drawSign(line: string, x: number, y: number): string {
  switch (line) {
    case "":
      return "";
    case "x":
      return element("path", { class: "x", d: `M${px(x + 5)} ${px(y - 5)}l10 10m0 -10l-10 10` });
    case "band":
      return element("rect", { class: "band", x, y: y - 5, width: 20, height: 10 });
    default:
      return element("path", { class: line, d: `M${px(x)} ${px(y)}h20` });
  }
}
