/** Options of `sockspec run` whose key in a request is another word than the option's name. */
const others: Readonly<Record<string, string>> = {
  scenario: "select",
  network: "networks",
  upstreamNetwork: "upstreamNetworks",
  claim: "claims",
  baseline: "baselines",
  threshold: "thresholds",
  reporter: "reporters",
  maxFrame: "maxFrameBytes",
  client: 'role: "client"',
  proxy: 'role: "proxy"',
};

/** @returns the key of a request that says what an option says. */
export function fieldOfOption(name: string): string {
  return others[name] ?? name;
}
