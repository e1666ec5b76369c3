/** An image in a container engine that a program runs from. */
export interface ProgramImage {
  /** Its name or id in the engine. */
  readonly reference: string;
  /** Its WORKDIR. */
  readonly workingFolder: string;
  readonly limits: ContainerLimits;
}

export interface ContainerLimits {
  readonly memoryMiB: number;
  /** Limit for processes and threads together. */
  readonly processes: number;
  readonly writableRoot: boolean;
}
