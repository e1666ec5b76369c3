import type { LabKind } from "../lab/lab.ts";
import type { LabCount } from "./lab-pool.ts";

/** With this many cases, a third container lab saves enough time to be worth its memory. */
const manyCases = 100;

/** Harness and drivers together, with shared pages counted once, stay below 350 MiB. */
const netnsLabsMost = 7;

/** Opening a lab, its proof and its controls take as long as this many short cases. */
const casesWorthALab = 4;

/**
 * Cases mostly wait, so there may be more labs than processors; the number adapts during the run.
 * Cases against one running server would disturb each other.
 */
export function defaultJobs(lab: LabKind, cases: number): LabCount {
  switch (lab) {
    case "remote":
      return { least: 1, most: 1 };
    case "netns": {
      const most = Math.min(netnsLabsMost, Math.max(2, Math.ceil(cases / casesWorthALab)));
      return { least: 2, most };
    }
    case "container":
    case "loopback": {
      const labs = cases > manyCases ? 3 : 2;
      return { least: labs, most: labs };
    }
  }
}
