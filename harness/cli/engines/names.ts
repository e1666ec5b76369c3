/** The engines that sockspec ci has a file for. */
export const engineNames = ["github", "gitlab", "slurm", "parallel", "kubernetes"] as const;

export type EngineName = (typeof engineNames)[number];
