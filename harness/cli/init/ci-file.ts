import {
  githubLab,
  githubProject,
  gitlabEnd,
  gitlabImage,
  gitlabLab,
  gitlabProject,
  npxSockspec,
  type ProjectFacts,
} from "../engines/project.ts";
import type { CiService } from "./answers.ts";

/** @returns the text of the file for a service. */
export function ciFile(service: Exclude<CiService, "none">, facts: ProjectFacts): string {
  return service === "github" ? githubFile(facts) : gitlabFile(facts);
}

function githubFile(facts: ProjectFacts): string {
  return `name: sockspec
on: [push, pull_request]
jobs:
  sockspec:
    runs-on: ubuntu-24.04
    timeout-minutes: 20
    steps:
${githubProject(facts)}${githubLab}\
      - run: >
          ${grade(facts)}
          --reporter default,github,junit=out/junit.xml,html=out/report.html --output out/runs
      - uses: actions/upload-artifact@v4
        if: \${{ !cancelled() }}
        with:
          name: sockspec
          path: out
`;
}

function gitlabFile(facts: ProjectFacts): string {
  return `sockspec:
  image: ${gitlabImage}
  timeout: 20 minutes
  before_script:
${gitlabLab}${gitlabProject(facts)}\
  script:
    - >
      ${grade(facts)}
      --reporter default,junit=out/junit.xml,html=out/report.html --output out/runs
${gitlabEnd}`;
}

function grade(facts: ProjectFacts): string {
  return `${npxSockspec(facts)} run`;
}
