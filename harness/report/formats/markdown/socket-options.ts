import { allCases } from "../../../journal/not-run.ts";
import type { RunReport } from "../../run-report.ts";
import { type OptionCell, optionTable } from "../../socket-options/table.ts";
import { markdownWords } from "./text.ts";

/** @returns a table of the options of sockets, side by side; nothing where they were not read. */
export function markdownSocketOptions({ run }: RunReport): readonly string[] {
  const table = optionTable(allCases(run));
  if (table === null) {
    return [];
  }
  const { implementations, rows, unread } = table;
  const lines = [
    row(["option: listener / connection", ...implementations.map(markdownWords)]),
    row(["---", ...implementations.map(() => "---")]),
    ...rows.map(({ name, cells }) =>
      row([
        markdownWords(name),
        ...cells.map(({ listener, connection }) =>
          name === "backlog" ? words(listener) : `${words(listener)} / ${words(connection)}`,
        ),
      ]),
    ),
  ];
  const notes = unread.map(
    ({ implementation, why }) =>
      `- ${markdownWords(`${implementation}: not readable here: ${why}`)}`,
  );
  return [
    [
      "### Socket options",
      ...(implementations.length === 0
        ? []
        : ["In bold: what differs from a new socket.", lines.join("\n")]),
      ...(notes.length === 0 ? [] : [notes.join("\n")]),
    ].join("\n\n"),
  ];
}

function words(cell: OptionCell | null): string {
  if (cell === null) {
    return "–";
  }
  return cell.isSet ? `**${markdownWords(cell.text)}**` : markdownWords(cell.text);
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
