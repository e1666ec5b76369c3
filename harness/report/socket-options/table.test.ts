import { describe, expect, test } from "vitest";
import { makeReading } from "../../history/fixtures/socket-options-builder.ts";
import { lastOptions, type SocketReading } from "../../history/socket-options.ts";
import type { CaseResult } from "../../journal/case-result.ts";
import { makeCase } from "../../journal/fixtures/case-result-builder.ts";
import { makeReport } from "../fixtures/run-report-builder.ts";
import { markdownReport } from "../formats/markdown/markdown.ts";
import { htmlReport } from "../html/html-report.ts";
import { optionTable } from "./table.ts";
import { formatSocketOptions } from "./text.ts";

function read(implementation: string, reading: SocketReading): CaseResult {
  const socketOptions = lastOptions([reading]);
  return makeCase({ implementation, ...(socketOptions !== null && { socketOptions }) });
}

const node = read(
  "node",
  makeReading({ listener: { SO_REUSEADDR: 1 }, connection: { SO_REUSEADDR: 1, TCP_NODELAY: 1 } }),
);
const python = read("python", makeReading());
const hidden = read(
  "hidden",
  makeReading({}, { failure: "pidfd_getfd: Operation not permitted", sockets: [] }),
);

function rowOf(cases: readonly CaseResult[], name: string) {
  return optionTable(cases)?.rows.find((row) => row.name === name)?.cells;
}

describe("a table of options", () => {
  test("is none where no case read any", () => {
    expect(optionTable([makeCase()])).toBeNull();
    expect(formatSocketOptions([makeCase()], 80)).toEqual([]);
    expect(markdownReport(makeReport([makeCase()]))).not.toContain("Socket options");
  });

  test("has a column for each implementation, and says what it set", () => {
    const cases = [node, python];
    expect(optionTable(cases)?.implementations).toEqual(["node", "python"]);
    expect(rowOf(cases, "TCP_NODELAY")).toEqual([
      { listener: { text: "off", isSet: false }, connection: { text: "on", isSet: true } },
      { listener: { text: "off", isSet: false }, connection: { text: "off", isSet: false } },
    ]);
    expect(rowOf(cases, "backlog")?.[0]?.listener).toEqual({ text: "511", isSet: true });
  });

  test("leaves out options that no socket has", () => {
    expect(rowOf([node], "IPV6_V6ONLY")).toBeUndefined();
  });

  test("takes a size of a buffer for set only if it is locked: the kernel lets it grow", () => {
    const grown = read("grown", makeReading({ connection: { SO_RCVBUF: 262_144 } }));
    const set = read("set", makeReading({ connection: { SO_RCVBUF: 262_144, SO_BUF_LOCK: 2 } }));
    expect(rowOf([grown, set], "SO_RCVBUF")?.map(({ connection }) => connection)).toEqual([
      { text: "256 KiB", isSet: false },
      { text: "256 KiB", isSet: true },
    ]);
  });

  test("prefers a look that shows a connection", () => {
    const without = read("node", makeReading({ connection: null }));
    expect(rowOf([without, node], "TCP_NODELAY")?.[0]?.connection?.text).toBe("on");
    expect(rowOf([node, without], "TCP_NODELAY")?.[0]?.connection?.text).toBe("on");
  });

  test("names those that could not be read, with the reason", () => {
    expect(optionTable([node, hidden])?.unread).toEqual([
      { implementation: "hidden", why: "pidfd_getfd: Operation not permitted" },
    ]);
  });
});

describe("on a screen", () => {
  test("each implementation has a line for its listener and one for its connections", () => {
    expect(formatSocketOptions([node, python, hidden], 80)).toEqual([
      "Set on sockets (the HTML report shows every option)",
      "node    listener    backlog 511, SO_REUSEADDR",
      "        connection  TCP_NODELAY",
      "python  listener    backlog 511",
      "        connection  nothing",
      "hidden  not readable here: pidfd_getfd: Operation not permitted",
    ]);
  });

  test("long lists are broken between options, within the screen", () => {
    const times = { SO_KEEPALIVE: 1, TCP_KEEPIDLE: 60, TCP_KEEPINTVL: 10, TCP_KEEPCNT: 6 };
    const lines = formatSocketOptions([read("kept", makeReading({ connection: times }))], 60);
    expect(lines.slice(2)).toEqual([
      "      connection  SO_KEEPALIVE, TCP_KEEPIDLE 60 s,",
      "                  TCP_KEEPINTVL 10 s, TCP_KEEPCNT 6 probes",
    ]);
  });
});

test("Markdown has the same, side by side", () => {
  const text = markdownReport(makeReport([node, python, hidden]));
  expect(text).toContain("| option: listener / connection | node | python |");
  expect(text).toContain("| backlog | **511** | **511** |");
  expect(text).toContain("| TCP\\_NODELAY | off / **on** | off / off |");
  expect(text).toContain("- hidden: not readable here: pidfd\\_getfd: Operation not permitted");
});

test("the HTML report has a section of them, which its navigation names", () => {
  const nothing = { history: () => null, evidence: () => null, file: () => null };
  const page = htmlReport(makeReport([node, python, hidden]), nothing);
  expect(page).toContain('<a href="#options">Socket options</a>');
  expect(page).toContain(
    '<tr><th scope="row"><code>TCP_NODELAY</code></th><td>off</td><td><b>on</b></td><td>off</td><td>off</td></tr>',
  );
  expect(page).toContain("not readable here, because pidfd_getfd: Operation not permitted.");
  expect(htmlReport(makeReport([makeCase()]), nothing)).not.toContain('id="options"');
});
