import type { CiService } from "./answers.ts";

/** What bears on a CI file. */
export interface CiFacts {
  /** Whether the project has a `package.json`, a lock file of npm, and sockspec among its dependencies. */
  readonly hasPackage: boolean;
  readonly hasLock: boolean;
  readonly isDependency: boolean;
  /** The version of sockspec. */
  readonly version: string;
}

/** What the netns lab, its links and the native programs need on Debian and Ubuntu. */
const packages = "iproute2 nftables kmod";
/** What impairs links in a container, whose kernel may be unable to: only Debian has this package. */
const guestKernel = "user-mode-linux";

/** @returns the text of the file for a service. */
export function ciFile(service: Exclude<CiService, "none">, facts: CiFacts): string {
  const grade = `${facts.isDependency ? "npx sockspec" : `npx --yes sockspec@${facts.version}`} run`;
  const install = facts.hasPackage ? [facts.hasLock ? "npm ci" : "npm install"] : [];
  return service === "github" ? githubFile(grade, install) : gitlabFile(grade, install);
}

function githubFile(grade: string, install: readonly string[]): string {
  return `name: sockspec
on: [push, pull_request]
jobs:
  sockspec:
    runs-on: ubuntu-24.04
    timeout-minutes: 20
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 24
${install.map((command) => `      - run: ${command}\n`).join("")}\
      - run: sudo apt-get update && sudo apt-get install --yes ${packages}
      # What delays and loses segments is in a package that some kernels lack; clean links do without.
      - run: sudo apt-get install --yes "linux-modules-extra-$(uname -r)" && sudo modprobe sch_netem
        continue-on-error: true
      # Ubuntu lets no program make a user namespace that AppArmor does not know.
      - run: sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0
      - run: >
          ${grade}
          --reporter default,github,junit=out/junit.xml,html=out/report.html --output out/runs
      - uses: actions/upload-artifact@v4
        if: \${{ !cancelled() }}
        with:
          name: sockspec
          path: out
`;
}

function gitlabFile(grade: string, install: readonly string[]): string {
  return `sockspec:
  image: node:24-bookworm
  timeout: 20 minutes
  before_script:
    - apt-get update && apt-get install --yes ${packages} ${guestKernel}
${install.map((command) => `    - ${command}\n`).join("")}\
  script:
    - >
      ${grade}
      --reporter default,junit=out/junit.xml,html=out/report.html --output out/runs
  # 3: no verdict, because of the machine. The netns lab needs a runner that allows user namespaces.
  allow_failure:
    exit_codes: [3]
  artifacts:
    when: always
    paths: [out]
    reports:
      junit: out/junit.xml
`;
}
