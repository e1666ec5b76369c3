/**
 * The contents of `sockspec.config.ts`, `.mts`, `.js`, `.mjs` or `.json`. Paths are relative to the file,
 * and the command line overrides each key.
 */
export interface SockspecConfig {
  /** The JSON Schema of this file, for editors. */
  readonly $schema?: string;
  /** What `sockspec run` grades: folders of an `impl.json`, or names of bundled implementations. */
  readonly implementations?: readonly string[];
  /** Links: names, JSON files, or settings such as `delay=50ms loss=1%`. */
  readonly networks?: readonly string[];
  readonly profile?: "quick" | "default" | "full";
  /** A folder of your own scenarios. */
  readonly scenarios?: string;
  /** Scenarios to skip, by a part of the id or a pattern with `*`. */
  readonly exclude?: readonly string[];
  /** Modules of your own protocols, which are then known by their names. */
  readonly protocols?: readonly string[];
  /** As for `--reporter`: `line`, `junit=out/junit.xml`. */
  readonly reporters?: readonly string[];
  /** As for `--threshold`: `half-close-drain:pass>=0.95`. */
  readonly thresholds?: readonly string[];
  /** Files of expected failures. */
  readonly baselines?: readonly string[];
  readonly failOn?: "must" | "should";
  readonly strict?: boolean;
  readonly retry?: number;
  readonly maxFailures?: number;
  readonly repeatEach?: number;
  readonly seed?: number;
  readonly jobs?: number;
  /** Limit of a run: seconds, or a text such as `10m`. */
  readonly timeout?: number | string;
  /** Limit of a case, in the same way. */
  readonly caseTimeout?: number | string;
  /** How long a server may take to start listening, in seconds. */
  readonly startTimeout?: number;
  readonly lab?: "netns" | "container" | "loopback";
  readonly kernel?: "auto" | "host" | "guest" | "virtual";
  readonly evidence?: "off" | "on-failure" | "all";
  /** The folder where runs are stored. */
  readonly output?: string;
}
