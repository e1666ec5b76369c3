import manifest from "../../package.json" with { type: "json" };

export const sockspecVersion = manifest.version;
