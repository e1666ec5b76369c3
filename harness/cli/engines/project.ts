import { existsSync } from "node:fs";
import { sockspecVersion } from "../../journal/sockspec-version.ts";
import { dependsOnSockspec, packageIn } from "../init/guess.ts";

/** What bears on how a machine of an engine gets sockspec. */
export interface ProjectFacts {
  /** Whether the project has a `package.json`, a lock file of npm, and sockspec among its dependencies. */
  readonly hasPackage: boolean;
  readonly hasLock: boolean;
  readonly isDependency: boolean;
  /** The version of sockspec. */
  readonly version: string;
}

/** @returns the facts of the project in the current folder. */
export function projectFacts(): ProjectFacts {
  return {
    hasPackage: packageIn(".") !== null,
    hasLock: existsSync("package-lock.json"),
    isDependency: dependsOnSockspec("."),
    version: sockspecVersion,
  };
}

/** @returns the start of a command line, for a machine on which the project is installed. */
export function npxSockspec({ isDependency, version }: ProjectFacts): string {
  return isDependency ? "npx sockspec" : `npx --yes sockspec@${version}`;
}

/** What the netns lab, its links and the native programs need on Debian and Ubuntu. */
const packages = "iproute2 nftables kmod";
/** What impairs links in a container, whose kernel may be unable to: only Debian has this package. */
const guestKernel = "user-mode-linux";

/** @returns the steps of a job on GitHub that fetch the project and install what it needs. */
export function githubProject(facts: ProjectFacts): string {
  return `\
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 24
${facts.hasPackage && facts.hasLock ? "          cache: npm\n" : ""}\
${installCommands(facts)
  .map((command) => `      - run: ${command}\n`)
  .join("")}`;
}

/** The steps after them, where cases are played. */
export const githubLab = `\
      - run: sudo apt-get update && sudo apt-get install --yes ${packages}
      # What delays and loses segments is in a package that some kernels lack; clean links do without.
      - run: sudo apt-get install --yes "linux-modules-extra-$(uname -r)" && sudo modprobe sch_netem
        continue-on-error: true
      # Ubuntu lets no program make a user namespace that AppArmor does not know.
      - run: sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0
`;

/** @returns the image of a job on GitLab. */
export const gitlabImage = "node:24-bookworm";

/** The end of a job that grades: which status is no failure, and what it leaves. */
export const gitlabEnd = `\
  # 3: no verdict, because of the machine. The netns lab needs a runner that allows user namespaces.
  allow_failure:
    exit_codes: [3]
  artifacts:
    when: always
    paths: [out]
    reports:
      junit: out/junit.xml
`;

/** @returns the lines that install the project. */
export function gitlabProject(facts: ProjectFacts): string {
  return installCommands(facts)
    .map((command) => `    - ${command}\n`)
    .join("");
}

/** The line before them, where cases are played. */
export const gitlabLab = `    - apt-get update && apt-get install --yes ${packages} ${guestKernel}\n`;

function installCommands({ hasPackage, hasLock }: ProjectFacts): readonly string[] {
  return hasPackage ? [hasLock ? "npm ci" : "npm install"] : [];
}
