import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { commandWords } from "./command-words.ts";

/** What starts a server, by a file that says that there is one; the first that is there counts. */
const starts: readonly (readonly [file: string, command: readonly string[]])[] = [
  ["server.ts", ["node", "server.ts", "{port}"]],
  ["server.js", ["node", "server.js", "{port}"]],
  ["server.mjs", ["node", "server.mjs", "{port}"]],
  ["src/server.ts", ["node", "src/server.ts", "{port}"]],
  ["src/server.js", ["node", "src/server.js", "{port}"]],
  ["index.js", ["node", "index.js", "{port}"]],
  ["server.py", ["python3", "server.py", "{port}"]],
  ["main.py", ["python3", "main.py", "{port}"]],
  ["Cargo.toml", ["cargo", "run", "--release", "--", "{port}"]],
  ["go.mod", ["go", "run", ".", "{port}"]],
];

/** @returns the command that probably starts the server in a folder; null where nothing looks like one. */
export function guessCommand(folder: string): readonly string[] | null {
  const [, command = null] = starts.find(([file]) => existsSync(join(folder, file))) ?? [];
  return startScript(folder) ?? command;
}

/** What `npm start` would run, if that is Node alone: npm would take the signals that are the server's. */
function startScript(folder: string): readonly string[] | null {
  const words = commandWords(packageIn(folder)?.scripts?.start ?? "") ?? [];
  return words[0] === "node" && words.length > 1 ? words : null;
}

interface Package {
  readonly scripts?: Readonly<Record<string, string>> & { readonly start?: string };
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** @returns the `package.json` of a folder; null where there is none that can be read. */
export function packageIn(folder: string): Package | null {
  try {
    return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Package;
  } catch {
    return null;
  }
}

/** Whether a folder's own `package.json` names sockspec, so that its files can import it. */
export function dependsOnSockspec(folder: string): boolean {
  const { dependencies = {}, devDependencies = {} } = packageIn(folder) ?? {};
  return "sockspec" in dependencies || "sockspec" in devDependencies;
}
