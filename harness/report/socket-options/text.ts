import type { CaseResult } from "../../journal/case-result.ts";
import { type OptionCell, optionTable } from "./table.ts";

/**
 * Writes what each implementation set on its sockets, in lines for a screen. What connections have from
 * their listener is not said again.
 *
 * @returns nothing where no options were read.
 */
export function formatSocketOptions(
  cases: readonly CaseResult[],
  screenColumns: number,
): readonly string[] {
  const table = optionTable(cases);
  if (table === null) {
    return [];
  }
  const set = table.implementations.map((name, index) => ({
    name,
    on: ["listener", "connection"] as const,
    of: table.rows.flatMap(({ name: option, cells }) => {
      const { listener = null, connection = null } = cells[index] ?? {};
      const isInherited = connection !== null && connection.text === listener?.text;
      return [
        { on: "listener", words: wordsOf(option, listener) },
        { on: "connection", words: isInherited ? null : wordsOf(option, connection) },
      ];
    }),
  }));
  const nameColumns = Math.max(...set.map(({ name }) => name.length), 0);
  const lines = set.flatMap(({ name, of, on }) =>
    on.flatMap((kind, index) => {
      const words = of.flatMap((option) =>
        option.on === kind && option.words !== null ? [option.words] : [],
      );
      const head = `${(index === 0 ? name : "").padEnd(nameColumns)}  ${kind.padEnd(10)}`;
      return wrapped(head, words.length === 0 ? ["nothing"] : words, screenColumns);
    }),
  );
  return [
    "Set on sockets (the HTML report shows every option)",
    ...lines,
    ...table.unread.map(
      ({ implementation, why }) => `${implementation}  not readable here: ${why}`,
    ),
  ];
}

function wordsOf(option: string, cell: OptionCell | null): string | null {
  if (cell === null || !cell.isSet) {
    return null;
  }
  return cell.text === "on" ? option : `${option} ${cell.text}`;
}

/** Breaks a list between its items, where a line would be wider than the screen. */
function wrapped(head: string, words: readonly string[], columns: number): readonly string[] {
  const lines: string[] = [];
  let line = `${head} `;
  for (const [index, word] of words.entries()) {
    const next = index === words.length - 1 ? word : `${word},`;
    if (line.length + 1 + next.length > columns && line.trim() !== head.trim()) {
      lines.push(line);
      line = " ".repeat(head.length + 1);
    }
    line = `${line} ${next}`;
  }
  return [...lines, line].map((text) => text.trimEnd());
}
