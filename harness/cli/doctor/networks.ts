import type { Finding, Mend } from "./finding.ts";

/** The labs that were tried, with the results. */
export interface Tried {
  /** The netns lab on this kernel; `whyNoLink` as the lab says it, or null. */
  readonly netns: { readonly opens: boolean; readonly whyNoLink: string | null };
  /** Whether the program that watches links is there. */
  readonly nft: boolean;
  /** Whether this kernel can impair links, and the command that would let it, or null. */
  readonly netem: { readonly found: boolean; readonly command: string | null };
  readonly guest: GuestTried;
}

export type GuestTried =
  | { readonly state: "boots" }
  /** Debian packages would bring what is missing. */
  | { readonly state: "missing"; readonly packages: readonly string[] }
  | { readonly state: "fails" };

/** @returns which networks can run where, and advice for the others. */
export function networkFindings(tried: Tried): readonly Finding[] {
  return [
    { what: "clean links", ...cleanLinks(tried) },
    { what: "impaired links", ...impairedLinks(tried) },
  ];
}

type Answer = Omit<Finding, "what">;

function cleanLinks({ netns, nft, guest }: Tried): Answer {
  if (!netns.opens) {
    const flag = guest.state === "boots" && nft ? "--kernel guest" : "--lab loopback";
    return { state: "limited", message: `with ${flag} only` };
  }
  if (netns.whyNoLink === null) {
    return { state: "yes", message: "run on this kernel" };
  }
  const message = "run on this kernel, but unproved and without scenarios that drop segments";
  return { state: "limited", message: nft ? message : `${message}\n${install(["nftables"])}` };
}

function impairedLinks(tried: Tried): Answer {
  const { netns, nft, netem, guest } = tried;
  if (netns.opens && netns.whyNoLink === null && netem.found) {
    return { state: "yes", message: "run on this kernel" };
  }
  if (nft && guest.state === "boots") {
    const flag = netem.found ? " with --kernel guest" : "";
    const message = `run in a guest kernel${flag}, which costs a boot and some speed`;
    const faster = netem.found ? null : netem.command;
    return {
      state: "yes",
      message: faster === null ? message : `${message}\nto use this kernel: ${faster}`,
    };
  }
  const ways = [...new Set([wayOnHost(tried), wayInGuest(tried)])].filter((way) => way !== null);
  const message =
    ways.length === 0
      ? "need a guest kernel that boots, or a kernel with sch_netem"
      : `run after: ${ways.join("\nor: ")}`;
  return { state: "no", message, mends: mendOfLinks(tried) };
}

/** This machine's own kernel costs no boot, and so comes first. */
function mendOfLinks({ nft, netem, guest }: Tried): Mend {
  const tools = nft ? [] : ["nftables"];
  if (netem.command !== null) {
    return { packages: tools, command: netem.command.replace(/^sudo /, "") };
  }
  return { packages: [...tools, ...(guest.state === "missing" ? guest.packages : [])] };
}

function wayOnHost({ netns, nft, netem }: Tried): string | null {
  if (!netns.opens || (!netem.found && netem.command === null)) {
    return null;
  }
  const commands = [
    ...(netem.found || netem.command === null ? [] : [netem.command]),
    ...(nft ? [] : [install(["nftables"])]),
  ];
  return commands.length === 0 ? null : commands.join(" && ");
}

function wayInGuest({ nft, guest }: Tried): string | null {
  const packages = [
    ...(nft ? [] : ["nftables"]),
    ...(guest.state === "missing" ? guest.packages : []),
  ];
  return guest.state === "fails" || packages.length === 0 ? null : install(packages);
}

function install(packages: readonly string[]): string {
  return `sudo apt-get install --yes --no-install-recommends ${packages.join(" ")}`;
}
