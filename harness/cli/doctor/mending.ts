import type { Finding } from "./finding.ts";

/** What a distribution calls the Debian packages that differ there; an empty list if it has none. */
type PackageNames = Readonly<Record<string, readonly string[]>>;

interface PackageManager {
  /** `ID` and `ID_LIKE` of os-release(5). */
  readonly distributions: readonly string[];
  readonly install: readonly string[];
  readonly names: PackageNames;
}

const debianInstall = ["apt-get update", "apt-get install --yes --no-install-recommends"];

/** The first that fits: Ubuntu calls itself like Debian. */
const managers: readonly PackageManager[] = [
  {
    distributions: ["ubuntu"],
    install: debianInstall,
    names: { "user-mode-linux": [] },
  },
  { distributions: ["debian"], install: debianInstall, names: {} },
  {
    distributions: ["fedora", "rhel"],
    install: ["dnf install --assumeyes"],
    names: { iproute2: ["iproute", "iproute-tc"], "g++": ["gcc-c++"], "user-mode-linux": [] },
  },
  {
    distributions: ["arch"],
    install: ["pacman --sync --noconfirm"],
    names: { "g++": ["gcc"], "user-mode-linux": [] },
  },
  {
    distributions: ["suse", "opensuse"],
    install: ["zypper --non-interactive install"],
    names: { "g++": ["gcc-c++"], "user-mode-linux": [] },
  },
];

/** What decides how a command is spelled. */
export interface Mender {
  /** `ID` and `ID_LIKE` of os-release(5). */
  readonly distributions: readonly string[];
  readonly isRoot: boolean;
}

/**
 * @returns the one command that brings everything that is missing; null if nothing is, or if no command is known
 *   that would.
 */
export function mendingCommand(findings: readonly Finding[], mender: Mender): string | null {
  const mends = findings.flatMap(({ mends: mend }) => (mend === undefined ? [] : [mend]));
  const commands = [
    ...installCommands([...new Set(mends.flatMap(({ packages = [] }) => packages))], mender),
    ...new Set(mends.flatMap(({ command }) => (command === undefined ? [] : [command]))),
  ];
  return commands.length === 0
    ? null
    : commands.map((command) => (mender.isRoot ? command : `sudo ${command}`)).join(" && ");
}

/** @param packages as Debian calls them. */
function installCommands(
  packages: readonly string[],
  { distributions }: Mender,
): readonly string[] {
  const manager = managers.find((each) =>
    each.distributions.some((name) => distributions.includes(name)),
  );
  const names = packages.flatMap((name) => manager?.names[name] ?? [name]);
  if (manager === undefined || names.length === 0) {
    return [];
  }
  return manager.install.map((words, index) =>
    index === manager.install.length - 1 ? `${words} ${names.join(" ")}` : words,
  );
}
