import type { BoardImplementation, Scoreboard } from "./scoreboard.ts";
import { formatCount, shortVersion } from "./words.ts";

/** The picture in words, for who does not see it. */
export function describeBoard(board: Scoreboard): string {
  return board.implementations.map(describeRow).join(" ");
}

function describeRow({ name, version, cells }: BoardImplementation): string {
  const grades = cells.map(({ network, letter, must, should, undecided }) =>
    must.judged + should.judged + undecided === 0
      ? `${network} none judged`
      : `${network} ${letter ?? "undecided"}, MUST ${formatCount(must)}, SHOULD ${formatCount(should)}`,
  );
  return `${name}, ${shortVersion(version)}: ${grades.join("; ")}.`;
}
