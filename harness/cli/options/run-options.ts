import { reporterWords } from "../reporters/format-names.ts";
import {
  duration,
  integer,
  oneOf,
  portNumber,
  positiveInteger,
  present,
  shardWord,
  text,
  textOrPresent,
  texts,
  type Value,
  wholeNumber,
} from "./values.ts";

/** Everything about an option of `sockspec run` but what its value is used for. */
export interface RunOption {
  /** Its spellings and its argument, as Commander reads them. */
  readonly flag: string;
  readonly help: string;
  readonly value: Value<unknown>;
  /** Its spelling in other test runners, which `help` mentions. Default: none. */
  readonly otherFlag?: string;
  /** Its value where its argument, which is optional, is left out. Default: `true`. */
  readonly without?: string;
  readonly default?: string | number;
  /**
   * Whether the journal keeps it for `--resume`. What is `fixed` selects what is run, so it is refused
   * beside `--resume`; what is `adjustable` may be given again. Default: it is not kept.
   */
  readonly kept?: "fixed" | "adjustable";
  /** How it appears in the command that repeats one case. Default: it is omitted. */
  readonly repeated?: "as given" | ((repeated: RepeatedCase) => string | number | undefined);
}

/** The case that a printed command repeats. */
export interface RepeatedCase {
  readonly scenario: string;
  readonly repetition: number;
  readonly seed: number;
  /** The value of `--network`; undefined for a clean link. */
  readonly network: string | undefined;
  /** The value of `--upstream-network`; undefined where that wire was clean. */
  readonly upstreamNetwork: string | undefined;
  /** Whether a configuration file would give another number of repetitions. */
  readonly repeatEachConfigured: boolean;
}

/** More would hide a bug rather than find out how often it strikes: that is `--repeat-each`. */
const retriesMax = 10;

/** A plan holds every repetition in memory: ten thousand of all scenarios are about 300 MB. */
const repetitionsMax = 10_000;

/** Keyed by the names of their values, in the order of `--help`. */
export const runOptions = {
  evidence: {
    flag: "--evidence <when>",
    help: "which cases keep captures and samples: off, on-failure or all",
    value: oneOf("off", "on-failure", "all"),
    default: "on-failure",
    kept: "adjustable",
  },
  strace: {
    flag: "--strace",
    help: "also record system calls, which slows the implementation down",
    value: present,
    kept: "adjustable",
  },
  baseline: {
    flag: "--baseline <file>",
    help: "a file of expected failures, in addition to each implementation's baseline.json; may be repeated",
    value: texts,
  },
  updateBaseline: {
    flag: "--update-baseline",
    help: "write this run's failures to the --baseline file",
    value: present,
  },
  failOn: {
    flag: "--fail-on <level>",
    help: "which broken requirements fail a case: must, or should for both levels",
    value: oneOf("must", "should"),
    default: "must",
  },
  strict: {
    flag: "--strict",
    help: "count inconclusive, flaky, hidden and unexplained results as failed",
    value: present,
  },
  threshold: {
    flag: "--threshold <rule>",
    help: "the share of repetitions that must pass, such as half-close-drain:pass>=0.95",
    value: texts,
  },
  retry: {
    flag: "--retry <n>",
    help: "retry failed cases up to n times, with nothing else running",
    value: integer(0, retriesMax, `a whole number from 0 to ${retriesMax}`),
    default: 0,
  },
  lastFailed: {
    flag: "--last-failed [run]",
    help: "run only what failed in the latest run, or in the given one",
    value: textOrPresent,
    kept: "fixed",
  },
  scenario: {
    flag: "-t, --scenario <pattern>",
    otherFlag: "-g, --grep <pattern>",
    help: "run only scenarios whose id contains this, or matches it if it has a *; !pattern excludes (also -g, --grep)",
    value: texts,
    kept: "fixed",
    repeated: ({ scenario }) => scenario,
  },
  exclude: {
    flag: "--exclude <pattern>",
    otherFlag: "--grep-invert <pattern>",
    help: "skip scenarios whose id contains this; the same as -t !pattern (also --grep-invert)",
    value: texts,
    kept: "fixed",
  },
  profile: {
    flag: "--profile <name>",
    help: "which scenarios to run: quick, default or full",
    value: oneOf("quick", "default", "full"),
    kept: "fixed",
  },
  list: {
    flag: "--list",
    help: "print the cases that would run, and run none; with --json as one document",
    value: present,
  },
  scenarios: {
    flag: "--scenarios <folder>",
    help: "add your own scenarios to the bundled ones",
    value: text,
    kept: "fixed",
    repeated: "as given",
  },
  shard: {
    flag: "--shard <i/n>",
    help: "play part i of n of the cases, from 1/n to n/n; sockspec merge puts the parts together",
    value: shardWord,
    kept: "fixed",
  },
  durations: {
    flag: "--durations <run>",
    help: "balance the shards by what the cases of a stored run took (default: by the waits they demand)",
    value: text,
    kept: "fixed",
  },
  lab: {
    flag: "--lab <kind>",
    help: "where cases run: netns, container, loopback or remote",
    value: oneOf("netns", "container", "loopback", "remote"),
    default: "netns",
    kept: "fixed",
    repeated: "as given",
  },
  image: {
    flag: "--image <image>",
    help: "grade the server in a container image (container lab)",
    value: text,
    kept: "fixed",
    repeated: "as given",
  },
  client: {
    flag: "--client",
    help: "the command after -- is a client; {host}, {port} and {message} tell it what to send where",
    value: present,
    kept: "fixed",
    repeated: "as given",
  },
  network: {
    flag: "-n, --network <network>",
    help: 'links: names (lte,geo or all), a JSON file, or settings ("delay=50ms loss=1%")',
    value: texts,
    kept: "fixed",
    repeated: ({ network }) => network,
  },
  upstreamNetwork: {
    flag: "--upstream-network <network>",
    help: "the same for the wire between a proxy and its upstream",
    value: texts,
    kept: "fixed",
    repeated: ({ upstreamNetwork }) => upstreamNetwork,
  },
  kernel: {
    flag: "--kernel <kernel>",
    help: "where impaired links run: auto, host, guest or virtual",
    value: oneOf("auto", "host", "guest", "virtual"),
    default: "auto",
    kept: "fixed",
    repeated: "as given",
  },
  address: {
    flag: "--address <host:port>",
    help: "grade a server that is already running there (remote lab)",
    value: text,
    kept: "fixed",
    repeated: "as given",
  },
  protocol: {
    flag: "--protocol <name>",
    help: "one that sockspec list protocols shows, or a module of yours, ./mine.ts (default: its manifest's, or framed)",
    value: text,
    kept: "fixed",
    repeated: "as given",
  },
  port: {
    flag: "--port <n>",
    help: "the port of a server that always uses the same one",
    value: portNumber,
    kept: "fixed",
    repeated: "as given",
  },
  startTimeout: {
    flag: "--start-timeout <seconds>",
    help: "how long a server may take to start listening (default: its readyTimeoutMs, or 30)",
    value: integer(1, 600, "a whole number of seconds from 1 to 600"),
    kept: "fixed",
    repeated: "as given",
  },
  maxFrame: {
    flag: "--max-frame <bytes>",
    help: "the largest payload that the server accepts",
    value: positiveInteger,
    kept: "fixed",
    repeated: "as given",
  },
  claim: {
    flag: "--claim <claim>",
    help: "a feature that a server without a manifest supports; may be repeated",
    value: texts,
    kept: "fixed",
    repeated: "as given",
  },
  proxy: {
    flag: "--proxy",
    help: "the command after -- is a proxy: it takes {listenPort}, {upstreamHost} and {upstreamPort}",
    value: present,
    kept: "fixed",
    repeated: "as given",
  },
  name: {
    flag: "--name <name>",
    help: "the server's name in reports and baselines (default: from its manifest, script or program)",
    value: text,
    kept: "fixed",
    repeated: "as given",
  },
  env: {
    flag: "--env <name=value>",
    help: "set an environment variable of the server; may be repeated",
    value: texts,
    kept: "fixed",
    repeated: "as given",
  },
  cwd: {
    flag: "--cwd <folder>",
    help: "the server's working directory; with --image, a folder in the image",
    value: text,
    kept: "fixed",
    repeated: "as given",
  },
  repeatEach: {
    flag: "--repeat-each <n>",
    help: "repetitions of each case",
    value: integer(1, repetitionsMax, `a whole number from 1 to ${repetitionsMax}`),
    default: 1,
    kept: "fixed",
    repeated: ({ repetition, repeatEachConfigured }) =>
      repetition === 1 && !repeatEachConfigured ? undefined : repetition,
  },
  seed: {
    flag: "--seed <n>",
    help: "seed for the payloads",
    value: wholeNumber,
    default: 1,
    kept: "fixed",
    repeated: ({ seed }) => seed,
  },
  jobs: {
    flag: "-j, --jobs <n>",
    help: "how many labs run in parallel (default: 2 to 5, depending on the load)",
    value: positiveInteger,
  },
  bail: {
    flag: "--bail",
    help: "stop after the first failed case",
    value: present,
  },
  maxFailures: {
    flag: "--max-failures <n>",
    help: "stop after n failed cases",
    value: positiveInteger,
  },
  keepGoing: {
    flag: "--keep-going",
    help: "do not give up on a server that listens but does not answer",
    value: present,
  },
  timeout: {
    flag: "--timeout <duration>",
    help: "stop the run after this time (90s, 10m, 1h) and report the rest as not run",
    value: duration,
  },
  caseTimeout: {
    flag: "--case-timeout <duration>",
    help: "stop a case that takes longer, including the start of its server",
    value: duration,
    repeated: "as given",
  },
  reporter: {
    flag: "--reporter <list>",
    help: reporterWords,
    value: texts,
  },
  open: {
    flag: "--open",
    help: "open the HTML report in a browser afterwards",
    value: present,
  },
  watch: {
    flag: "--watch",
    help: "grade again whenever files of the server change",
    value: present,
  },
  output: {
    flag: "--output <folder>",
    help: "where runs are stored",
    value: text,
    default: "results/runs",
  },
  json: {
    flag: "--json [file]",
    help: "short for --reporter json=file; - or no file is standard output",
    value: text,
    without: "-",
  },
  config: {
    flag: "-c, --config <file>",
    help: "settings to start from; none for no file (default: sockspec.config.ts, .mts, .js, .mjs or .json here)",
    value: text,
    repeated: "as given",
  },
  resume: {
    flag: "--resume <run>",
    help: "finish an interrupted run, given by its folder or id",
    value: text,
  },
} satisfies Record<string, RunOption>;
