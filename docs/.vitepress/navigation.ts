import { readFileSync } from "node:fs";
import { join } from "node:path";

interface NavigationItem {
  readonly text: string;
  readonly link: string;
}

interface NavigationGroup {
  readonly text: string;
  readonly items: readonly NavigationItem[];
}

/** What stands beside the pages of a folder, by the path that they begin with. */
export type Navigation = Readonly<Record<string, readonly NavigationGroup[]>>;

/**
 * Scenarios and findings have a list of their own: two hundred lines in each page would be most of it.
 *
 * @param pages the folder of the pages: titles are their first headings.
 * @param paths every page, relative to that folder.
 */
export function navigation(pages: string, paths: readonly string[]): Navigation {
  const items = (names: readonly string[]) => names.map((name) => itemOf(pages, `${name}.md`));
  const within = (folder: string) =>
    paths
      .filter((path) => path.startsWith(`${folder}/`) && path !== `${folder}/index.md`)
      .sort()
      .map((path) => itemOf(pages, path));
  const start = { text: "Start", items: items(["index", "tutorial", "platforms"]) };
  const lists = { text: "Lists", items: items(["scenarios/index", "findings/index"]) };
  return {
    "/scenarios/": [start, lists, { text: "Scenarios", items: within("scenarios") }],
    "/findings/": [start, lists, { text: "Findings", items: within("findings") }],
    "/": [
      start,
      { text: "What brings you here", items: items(["validate", "gate", "compare"]) },
      { text: "Guides", items: items(guides) },
      { text: "Reference", items: items(reference) },
      lists,
    ],
  };
}

const guides = [
  "protocols",
  "clients",
  "proxies",
  "unix-sockets",
  "containers",
  "ci",
  "gating",
  "measuring",
  "virtual-time",
  "interop",
  "ladder",
  "report",
  "evidence",
  "writing-scenarios",
  "test-runners",
  "api",
];

const reference = [
  "commands",
  "config",
  "networks",
  "proof",
  "socket-options",
  "journal",
  "schemas/index",
  "scoreboard",
  "kill-matrix",
];

function itemOf(pages: string, path: string): NavigationItem {
  const text = readFileSync(join(pages, path), "utf8");
  const [, title = path] = /^# (.+)$/m.exec(text) ?? [];
  return { text: title.replaceAll("`", ""), link: `/${path.replace(/(index)?\.md$/, "")}` };
}
