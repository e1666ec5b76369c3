/** The options of `sockspec run`, as the command line gives them. */
export interface RunFlags {
  readonly scenario?: readonly string[];
  readonly scenarios?: string;
  readonly profile?: string;
  readonly lab: string;
  readonly network?: readonly string[];
  readonly kernel?: string;
  readonly image?: string;
  readonly address?: string;
  readonly port?: number;
  readonly maxFrame?: number;
  readonly claim?: readonly string[];
  readonly repeatEach: number;
  readonly seed: number;
  readonly jobs?: number;
  readonly bail?: boolean;
  /** Names and `name=path`, each word a list with commas. Default: `default`. */
  readonly reporter?: readonly string[];
  readonly output: string;
  readonly json?: string;
  /** A run's folder, or its id. */
  readonly resume?: string;
}
