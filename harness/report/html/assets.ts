import { readFileSync } from "node:fs";

const styles = ["base", "overview", "matrix", "cases", "table", "print"];
const scripts = ["filter", "sort", "copy", "reveal"];

/** @returns the style of the page, as its files have it. */
export function readStyle(): string {
  return styles.map((name) => readAsset(`styles/${name}.css`)).join("\n");
}

/** @returns what makes the page filter and sort; it is complete without. */
export function readScript(): string {
  return scripts.map((name) => readAsset(`scripts/${name}.js`)).join("\n");
}

function readAsset(path: string): string {
  return readFileSync(new URL(path, import.meta.url), "utf8");
}
