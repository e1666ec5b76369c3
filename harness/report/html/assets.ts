import { readFileSync } from "node:fs";

const styles = ["base", "overview", "matrix", "cases", "table", "measurements", "print"];
const scripts = ["filter", "sort", "copy", "reveal"];

/** @returns the page's style sheets, joined. */
export function readStyle(): string {
  return styles.map((name) => readAsset(`styles/${name}.css`)).join("\n");
}

/** @returns the scripts that filter and sort; the page is complete without them. */
export function readScript(): string {
  return scripts.map((name) => readAsset(`scripts/${name}.js`)).join("\n");
}

/** @returns those of a page that loads cases from files beside it. */
export function readFolderScript(): string {
  return ["copy", "reveal", "cells"].map((name) => readAsset(`scripts/${name}.js`)).join("\n");
}

function readAsset(path: string): string {
  return readFileSync(new URL(path, import.meta.url), "utf8");
}
