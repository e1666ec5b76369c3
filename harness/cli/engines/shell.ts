import type { RunLine } from "./run-line.ts";

/** What is written, and how wide. */
const columnsMax = 96;

/** A command line of a shell over as many lines as it needs. */
export interface ShellCommand {
  /** Words as a shell reads them, quoted where they must be; a line ends behind none that belong together. */
  readonly parts: readonly string[];
  readonly indent: string;
}

/** @returns the lines, each but the first indented by two more columns. */
export function shellCommand({ parts, indent }: ShellCommand): string {
  const lines: string[] = [];
  let line = indent;
  for (const part of parts) {
    const isFirst = line.trim() === "";
    if (!isFirst && line.length + part.length + 3 > columnsMax) {
      lines.push(`${line} \\`);
      line = `${indent}  ${part}`;
    } else {
      line = isFirst ? `${line}${part}` : `${line} ${part}`;
    }
  }
  return [...lines, line].join("\n");
}

/** @returns a script as the text of a YAML block: each line stands deeper, those within a quoted word too. */
export function yamlBlock(script: string, columns: number): string {
  return script.replaceAll(/^(?=.)/gm, " ".repeat(columns));
}

/** How a script of a shell plays one shard, which may have been cut off before. */
export interface PlayedShard {
  readonly line: RunLine;
  /** The start of a command line of sockspec. */
  readonly sockspec: string;
  /** The number of the shard and how many there are, as a shell reads it. */
  readonly shard: string;
  readonly indent: string;
}

/**
 * @returns the lines that play it into the folder `$out`, or finish what is there, and set `$status`:
 * 0, 1 and 3 are verdicts, which the merged run gives again.
 */
export function playShard({ line, sockspec, shard, indent }: PlayedShard): string {
  const start = [...line.start, `--shard ${shard}`, '--output "$out"', ...line.server];
  const again = [...line.again, "--resume latest", '--output "$out"'];
  const command = (parts: readonly string[], deeper = "") =>
    shellCommand({
      parts: [sockspec, ...parts, "|| status=$?"],
      indent: `${indent}${deeper}`,
    });
  const lines = line.canResume
    ? [
        `${indent}# A shard that was cut off goes on where it was.`,
        `${indent}if grep -qs . "$out"/*/journal.jsonl; then`,
        command(again, "  "),
        `${indent}else`,
        `${indent}  rm -rf "$out"`,
        command(start, "  "),
        `${indent}fi`,
      ]
    : [`${indent}# What was cut off is measured anew.`, `${indent}rm -rf "$out"`, command(start)];
  return [`${indent}status=0`, ...lines].join("\n");
}
