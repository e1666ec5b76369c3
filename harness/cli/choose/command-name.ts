import { basename } from "node:path";
import { plainName } from "./plain-name.ts";

/**
 * Names an implementation after its command: the program, or the script that an interpreter runs.
 *
 * @param words the command, with its placeholders.
 */
export function commandName(words: readonly string[]): string {
  const [program = "", ...rest] = withoutWrappers(words);
  const name = basename(program);
  if (program.startsWith("$")) {
    return "";
  }
  const script = isShell(name) ? shellScript(rest) : scriptOf(name, rest);
  return script ?? plainName(name);
}

/** Programs that run the command which follows their own options, and those options' values. */
const wrappers: Readonly<Record<string, RegExp>> = {
  chrt: /^\d+$/,
  doas: /^$/,
  "dumb-init": /^$/,
  env: /^[A-Za-z_]\w*=/,
  exec: /^$/,
  ionice: /^\d$/,
  nice: /^-?\d+$/,
  nohup: /^$/,
  numactl: /^$/,
  prlimit: /^$/,
  setsid: /^$/,
  stdbuf: /^\w?[0L]?$/,
  strace: /^$/,
  sudo: /^\w+=/,
  taskset: /^(0x)?[\da-f,-]+$/,
  time: /^$/,
  timeout: /^[\d.]+[smhd]?$/,
  tini: /^$/,
  unbuffer: /^$/,
  valgrind: /^$/,
};

/** Options of these whose value is the next word. */
const wrapperValues = new Set(["-u", "-C", "-n", "-s", "-k", "-o", "-e", "-c", "-i", "--unset"]);

function withoutWrappers(words: readonly string[]): readonly string[] {
  const [program = "", ...rest] = words;
  const own = wrappers[basename(program)];
  if (own === undefined && !/^[A-Za-z_]\w*=/.test(program)) {
    return words;
  }
  let index = 0;
  for (; index < rest.length; index += 1) {
    const word = rest[index] ?? "";
    if (word === "--") {
      index += 1;
      break;
    }
    if (wrapperValues.has(word)) {
      index += 1;
    } else if (!word.startsWith("-") && own?.test(word) !== true) {
      break;
    }
  }
  return index >= rest.length ? words : withoutWrappers(rest.slice(index));
}

function isShell(program: string): boolean {
  return /^(ba|da|k|z|a)?sh$/.test(program);
}

/** Commands of a shell that prepare for the server. */
const preparations = new Set(["cd", "export", "set", "trap", "ulimit", "echo", "wait", "source"]);

/** @returns the name of what `sh -c '…'` or `sh script` runs, or null. */
function shellScript(words: readonly string[]): string | null {
  const at = words.findIndex((word) => /^-\w*c$/.test(word));
  if (at < 0) {
    const file = words.find((word) => !word.startsWith("-"));
    return file === undefined ? null : plainName(basename(file));
  }
  const commands = (words[at + 1] ?? "")
    .split(/&&|\|\||[;|\n]|(?<!>)&/)
    .map((text) => text.trim().replaceAll(/["']/g, "").split(/\s+/))
    .filter(([first = ""]) => first !== "" && !preparations.has(first));
  const server = commands.at(-1);
  return server === undefined ? null : commandName(server) || null;
}

/** How an interpreter finds what it runs among its words. */
interface Interpreter {
  readonly programs: RegExp;
  /** Words before the script that are neither options nor it. */
  readonly subcommands?: readonly string[];
  /** Options whose value is the next word. */
  readonly values?: readonly string[];
  /** Options whose value is what is run. */
  readonly runs?: readonly string[];
  /** Options whose value is the program itself. */
  readonly code?: readonly string[];
  /** Whether what it runs is a command of its own, which may be an interpreter. Default: false. */
  readonly isRunner?: boolean;
}

const interpreters: readonly Interpreter[] = [
  { programs: /^(python|pypy)[\d.]*$/, values: ["-W", "-X"], runs: ["-m"], code: ["-c"] },
  {
    programs: /^(node(js)?|tsx|ts-node)$/,
    subcommands: ["watch"],
    values: [
      "--import",
      "--require",
      "-r",
      "--loader",
      "--experimental-loader",
      "-C",
      "--env-file",
    ],
    code: ["-e", "-p", "--eval", "--print"],
  },
  {
    programs: /^(deno|bun)$/,
    subcommands: ["run", "x"],
    values: ["-c", "--config"],
    code: ["eval"],
  },
  {
    programs: /^java[\d.]*$/,
    values: ["-cp", "-classpath", "--class-path", "-p", "--module-path", "--add-modules"],
    runs: ["-jar", "-m", "--module"],
  },
  {
    programs: /^(ruby|perl|lua|luajit|julia|Rscript)[\d.]*$/,
    values: ["-I", "-r"],
    code: ["-e", "-E"],
  },
  { programs: /^php[\d.]*$/, values: ["-d", "-c", "-S"], runs: ["-f"], code: ["-r"] },
  { programs: /^dotnet$/, subcommands: ["exec", "run", "watch"], runs: ["--project"] },
  {
    programs: /^(go|cargo)$/,
    subcommands: ["run"],
    runs: ["--bin", "--example", "--package", "-p"],
  },
  { programs: /^(npm|pnpm|yarn)$/, subcommands: ["run", "exec"], isRunner: true },
  {
    programs: /^(uv|poetry|pipenv|npx|bunx)$/,
    subcommands: ["run"],
    values: ["-p"],
    isRunner: true,
  },
  { programs: /^(wine|mono|escript|elixir|racket|guile|qemu-\w+)$/ },
  {
    programs: /^(docker|podman|nerdctl)$/,
    subcommands: ["run", "exec", "container"],
    values: ["-p", "-e", "-v", "-u", "-w", "--name", "--network", "--env", "--volume", "--publish"],
  },
];

/** @returns the name of what an interpreter runs; null for a program, or for code on its command line. */
function scriptOf(program: string, words: readonly string[]): string | null {
  const known = interpreters.find(({ programs }) => programs.test(program));
  const run = known === undefined ? [] : wordsOfScript(words, known);
  if (run.length === 0) {
    return null;
  }
  return known?.isRunner === true ? commandName(run) || null : nameOfScript(program, run[0] ?? "");
}

/** @returns an interpreter's words from the script on; none where it runs code, or nothing. */
function wordsOfScript(
  words: readonly string[],
  { subcommands = [], values = [], runs = [], code = [] }: Interpreter,
): readonly string[] {
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? "";
    if (code.includes(word) || /\{(port|socket)\}/.test(word)) {
      return [];
    }
    if (runs.includes(word)) {
      return words.slice(index + 1);
    }
    if (values.includes(word)) {
      index += 1;
    } else if (!word.startsWith("-") && !subcommands.includes(word)) {
      return words.slice(index);
    }
  }
  return [];
}

/** Images have tags, and classes packages. */
function nameOfScript(program: string, word: string): string | null {
  const file = basename(word);
  const isImage = /^(docker|podman|nerdctl)$/.test(program);
  const isClass = program.startsWith("java") && !/\.(jar|java)$/.test(file);
  const own = isImage
    ? file.replace(/[:@].*$/, "")
    : isClass
      ? (file.split(".").at(-1) ?? "")
      : file;
  return plainName(own) || null;
}
