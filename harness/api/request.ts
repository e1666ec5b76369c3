import type { SockspecConfig } from "../cli/config/config.ts";
import type { Claim, Scenario } from "../scenario/scenario.ts";
import type { CaseReport, PlannedCaseReport, SessionReport } from "./report.ts";

/** The keys of `sockspec.config.ts` that mean the same in a request. */
type SharedSettings = Omit<SockspecConfig, "$schema" | "implementations" | "scenarios">;

/** What is graded: one of `command`, `implementations`, `image` and `address`. */
export interface GradedImplementations {
  /**
   * The words that start one implementation. `{host}`, `{port}` and `{maxFrame}` are replaced in them
   * (`{message}` for a client; `{listenHost}`, `{listenPort}`, `{upstreamHost}` and `{upstreamPort}` for
   * a proxy). No shell reads them.
   */
  readonly command?: readonly string[];
  /** Folders of an `impl.json`, or names of bundled implementations. */
  readonly implementations?: readonly string[];
  /** A container image that has the server. */
  readonly image?: string;
  /** `host:port` of a server that is running already. */
  readonly address?: string;
}

/** Facts about what is graded that a manifest would hold. */
export interface ImplementationFacts {
  /** Of a `command` or an `image`. Default: `server`. */
  readonly role?: "server" | "client" | "proxy";
  /** How reports and baselines call it. Default: from the command or the manifest. */
  readonly name?: string;
  /** A protocol's name, or the path of a module that defines one. Default: the manifest's, or `framed`. */
  readonly protocol?: string;
  /** Default: `many-frames`, `concurrent-connections` and `half-close`; a manifest has its own. */
  readonly claims?: readonly Claim[];
  /** Added to its environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Its working directory. Default: this process's, or the manifest's folder. */
  readonly cwd?: string;
  /** Of a server that always uses the same one. Default: a free one, as `{port}`. */
  readonly port?: number;
  /** The largest payload that it accepts, 1024 to 67108864. Default: 1048576. */
  readonly maxFrameBytes?: number;
}

/** Called during a run. What one of them throws ends the run, which then rejects with it. */
export interface RunEvents {
  /** Once, before the first case: what will be played. */
  readonly onPlan?: (cases: readonly PlannedCaseReport[]) => void;
  /** A case has ended; of a case that is retried, each attempt. */
  readonly onCase?: (result: CaseReport) => void;
  /** A lab was closed, and its link and its control cases have been checked. */
  readonly onSession?: (session: SessionReport) => void;
  /** About every second while an implementation that was started does not listen yet. */
  readonly onWaiting?: (implementation: string, waitedMs: number) => void;
}

/**
 * What {@link run} plays. Keys of the configuration file mean the same here, and so do the options of
 * `sockspec run` after which they are named; the file itself is not read. Paths are relative to the
 * process's working directory.
 */
export interface RunRequest
  extends GradedImplementations,
    ImplementationFacts,
    SharedSettings,
    RunEvents {
  /** Scenarios by a part of the id, or a pattern with `*`, as with `-t`. Default: all of the profile. */
  readonly select?: string | readonly string[];
  /**
   * Scenarios of your own: a folder of them, or their values. Of a folder they are added to the bundled
   * ones; of values, only these are played where neither `select` nor `profile` says otherwise.
   */
  readonly scenarios?: string | readonly Scenario[];
  /** The part of the cases to play, such as `1/3`. `sockspec merge` puts the parts together. Default: all. */
  readonly shard?: string;
  /** A stored run, whose durations balance the shards. Default: the waits that scenarios demand. */
  readonly durations?: string;
  /** Impairs the wire between a proxy and its upstream. */
  readonly upstreamNetworks?: readonly string[];
  /** End the run at the first failed case. Default: false. */
  readonly bail?: boolean;
  /** Go on with a server that listens but answers nothing. Default: false. */
  readonly keepGoing?: boolean;
  /** Record system calls beside the evidence, which slows the implementation down. Default: false. */
  readonly strace?: boolean;
  /** Where cases run. Default: `netns`, or what `image` and `address` need. */
  readonly lab?: NonNullable<SharedSettings["lab"]>;
  /** The folder where the run is stored, in a folder of its own. Default: `results/runs`. */
  readonly output?: string;
  /** Files to write at the end, such as `html=report.html` or `junit=out.xml`. Default: none. */
  readonly reporters?: readonly string[];
  /** Ends the run early: it resolves with what there is, and the outcome `interrupted`. */
  readonly signal?: AbortSignal;
}
