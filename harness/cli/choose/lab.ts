import { findProgram } from "../../host/find-program.ts";
import { projectRoot } from "../../host/package/project-root.ts";
import { virtualKernel } from "../../lab/guest/kernel.ts";
import { type NoGuest, whyNoGuest } from "../../lab/guest/missing.ts";
import { findVirtualKernel, type VirtualKernel } from "../../lab/guest/virtual/built.ts";
import { kernelCache } from "../../lab/guest/virtual/recipe.ts";
import { hasNetem } from "../../lab/netns/netem.ts";
import { largestBufferBytes } from "../../network/buffers.ts";
import { allAbilities } from "../../plan/plan.ts";
import type { Protocol } from "../../protocol/protocol.ts";
import { renderContent } from "../../protocol/render.ts";
import type { LabChoice } from "../../run/lab-choice.ts";
import { UsageError } from "../exit-status.ts";
import { findProtocol } from "../options/protocol.ts";
import type { RunFlags } from "../options/run-flags.ts";
import { type Address, type AddressFlags, chooseAddress } from "./address.ts";
import { toolEnvironment } from "./bundled.ts";
import { type KernelChoice, kernelChooser } from "./kernel.ts";

const onHost: Pick<LabChoice, "kernelFor" | "kernelForLink"> = {
  kernelFor: () => "host",
  kernelForLink: () => "host",
};

const noAbilities = {
  startsServers: false,
  runsAsInit: false,
  leavesOutputUnread: false,
  silencesNameServer: false,
  breaksLink: false,
} satisfies Partial<LabChoice["abilities"]>;

/**
 * @param runId labels the objects that a container lab creates.
 * @throws {UsageError} for an invalid address, or a kernel that is not available.
 * @throws {LabOpenError} if no container engine answers.
 */
export async function chooseLab(
  flags: Pick<RunFlags, "lab" | "kernel" | "network" | "protocol"> & AddressFlags,
  { runId, signal }: { readonly runId: string; readonly signal: AbortSignal },
): Promise<LabChoice> {
  const { kernel } = flags;
  const address = chooseAddress(flags);
  if (address !== null) {
    return await chooseRemote(address, findProtocol(flags), signal);
  }
  if (flags.lab === "loopback") {
    return await chooseLoopback(flags.port ?? null);
  }
  if (flags.lab === "container" || flags.image !== undefined) {
    const { chooseContainers } = await import("./containers.ts");
    return await chooseContainers(flags, kernel, { runId, signal });
  }
  return await chooseNetns(flags.port ?? null, kernel, signal);
}

async function chooseRemote(
  address: Address,
  protocol: Protocol | null,
  signal: AbortSignal,
): Promise<LabChoice> {
  const datagram = protocol?.datagrams === true ? firstDatagram(protocol) : null;
  const { openRemoteLab } = await import("../../lab/remote.ts");
  return {
    kind: "remote",
    abilities: {
      ...noAbilities,
      datagramTargets: ["server"],
      cannotImpair: "the remote lab does not own its link",
    },
    open: () => openRemoteLab(address, { signal, datagram }),
    ...onHost,
    images: null,
  };
}

/** A message of a few bytes, which every server of the protocol answers. */
function firstDatagram(protocol: Protocol): Uint8Array {
  const none = { roundTripMs: 0, slowestKbit: null, lossy: false, keepAliveMs: 0 };
  const sizes = { maxFrameBytes: 1024, echoCapacityBytes: 0, loopCapacityBytes: 0 };
  const content = [{ messages: 1, bytes: 4 }];
  const [datagram = new Uint8Array()] = renderContent(
    protocol,
    { content, seed: 1 },
    {
      seed: 1,
      ...none,
      ...sizes,
    },
  );
  return datagram;
}

async function chooseLoopback(fixedPort: number | null): Promise<LabChoice> {
  const { openLoopbackLab } = await import("../../lab/loopback.ts");
  return {
    kind: "loopback",
    abilities: {
      ...noAbilities,
      startsServers: true,
      startsUpstreams: true,
      leavesOutputUnread: true,
      unixSockets: true,
      datagramTargets: ["server", "other-address"],
      cannotImpair: "the loopback lab has no wire to impair",
    },
    open: (_, needs) => Promise.resolve(openLoopbackLab(fixedPort, needs)),
    ...onHost,
    images: null,
  };
}

async function chooseNetns(
  fixedPort: number | null,
  kernel: KernelChoice,
  signal: AbortSignal,
): Promise<LabChoice> {
  const { openNetnsLab } = await import("../../lab/netns/lab.ts");
  const environment = toolEnvironment();
  const netem = await hasNetem(environment);
  const noGuest = whyNoGuest(environment);
  const breaksLink = findProgram("nft", projectRoot, environment["PATH"] ?? "") !== null;
  if (kernel === "guest" && noGuest !== null) {
    throw new UsageError(`--kernel guest: ${noGuest.problem}; ${noGuest.advice}.`);
  }
  const virtual = kernel === "auto" || kernel === "virtual" ? findVirtualKernel(environment) : null;
  if (kernel === "virtual") {
    refuseWithoutVirtual(virtual, environment);
  }
  const impairedOn = kernelForImpaired(kernel, { netem, noGuest });
  const cannotImpair = whyNotImpaired(impairedOn, { netem, breaksLink, noGuest });
  const { whyNoKernel, ...kernels } = kernelChooser({
    asked: kernel,
    impairedOn,
    whyNotImpaired: cannotImpair,
    virtual: virtual !== null,
  });
  return {
    kind: "netns",
    abilities: {
      ...allAbilities,
      breaksLink,
      cannotImpair: virtual !== null && breaksLink ? null : cannotImpair,
      whyNoKernel,
    },
    open: (network, needs) =>
      openNetnsLab({
        environment,
        fixedPort,
        signal,
        largestBufferBytes: largestBufferBytes(network),
        upstream: needs?.upstream ?? false,
      }),
    ...kernels,
    virtual,
    images: null,
  };
}

/** @throws {UsageError} if there is no kernel with virtual time, or it cannot be booted. */
function refuseWithoutVirtual(
  virtual: VirtualKernel | null,
  environment: Readonly<Record<string, string>>,
): void {
  if (virtual === null) {
    throw new UsageError(
      `--kernel virtual: expected a kernel with virtual time in ${kernelCache(environment)}, found none; ` +
        "run: sockspec kernel build (it takes minutes, once).",
    );
  }
  const why = whyNoGuest(environment, { kernel: virtualKernel(virtual, 0) });
  if (why !== null) {
    throw new UsageError(`--kernel virtual: ${why.problem}; ${why.advice}.`);
  }
}

/** @returns the kernel in real time that impairs links. */
function kernelForImpaired(
  kernel: KernelChoice,
  { netem, noGuest }: Pick<Tools, "netem" | "noGuest">,
): "host" | "guest" {
  if (kernel === "host" || kernel === "guest") {
    return kernel;
  }
  return !netem && noGuest === null ? "guest" : "host";
}

interface Tools {
  readonly netem: boolean;
  readonly breaksLink: boolean;
  readonly noGuest: NoGuest | null;
}

function whyNotImpaired(
  kernel: KernelChoice,
  { netem, breaksLink, noGuest }: Tools,
): string | null {
  if (!breaksLink) {
    return "nothing can be proved of a link without nft; install it: apt-get install nftables";
  }
  if (kernel === "guest" || netem) {
    return null;
  }
  const guest = noGuest === null ? "use --kernel auto" : `for a guest kernel ${noGuest.advice}`;
  return `this kernel has no sch_netem; ${guest}`;
}
