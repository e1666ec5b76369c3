import { spawnSync } from "node:child_process";
import { existsSync, globSync } from "node:fs";
import { join } from "node:path";
import { type Browser, type BrowserContextOptions, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { projectRoot } from "../harness/host/package/project-root.ts";
import { type ServedSite, serveSite } from "./fixtures/serve-site.ts";
import { readSite, type SitePage } from "./fixtures/site-links.ts";

const folder = join(projectRoot, "docs", ".vitepress", "dist");
let pages: ReadonlyMap<string, SitePage>;
let site: ServedSite;
let browser: Browser;

beforeAll(async () => {
  const built = spawnSync(process.execPath, ["scripts/build-site.ts"], {
    cwd: projectRoot,
    encoding: "utf8",
  });
  // VitePress refuses to build pages with links that lead nowhere.
  expect(built.status, built.stdout + built.stderr).toBe(0);
  pages = readSite(folder);
  site = await serveSite(folder);
  browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox"],
  });
});

afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  await site[Symbol.asyncDispose]();
});

/** Opens a page, and keeps what it asks for elsewhere and what it complains of. */
async function open(path: string, options: BrowserContextOptions = {}) {
  const context = await browser.newContext(options);
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const strange: string[] = [];
  page.on("request", (request) => {
    strange.push(...(request.url().startsWith(site.address) ? [] : [request.url()]));
  });
  page.on("console", (message) => strange.push(message.text()));
  page.on("pageerror", (error) => strange.push(error.message));
  await page.goto(`${site.address}/${path}`, { waitUntil: "networkidle" });
  return { page, strange };
}

describe("the site of docs/", () => {
  test("has a page for each under docs/", () => {
    const written = globSync("docs/**/*.md", { cwd: projectRoot });
    const expected = written.map((path) =>
      path
        .replace(/^docs\//, "")
        .replace(/(README|index)\.md$/, "index.md")
        .replace(/\.md$/, ".html"),
    );
    expect(expected.length).toBeGreaterThan(200);
    expect(expected.filter((path) => !pages.has(path))).toEqual([]);
  });

  test("has no link that leads nowhere, and no anchor that is not there", () => {
    const links = [...pages].flatMap(([path, page]) => page.links.map((link) => ({ path, link })));
    expect(links.filter(({ link }) => link.includes("#")).length).toBeGreaterThan(500);
    const dead = links
      .filter(({ link }) => isDead(link))
      .map(({ path, link }) => `${path} → ${link}`);
    expect(dead).toEqual([]);
  });

  test("leads from its first page to every other", () => {
    const reached = new Set(["index.html", "404.html"]);
    for (const path of reached) {
      for (const link of pages.get(path)?.links ?? []) {
        reached.add(link.split("#")[0] ?? "");
      }
    }
    expect([...pages.keys()].filter((path) => !reached.has(path))).toEqual([]);
  });

  test("loads nothing from elsewhere", async () => {
    expect([...pages].filter(([, { fetched }]) => fetched.length > 0)).toEqual([]);
    const { strange } = await open("index.html");
    expect(strange).toEqual([]);
  });

  test("finds a scenario by its name", async () => {
    const { page, strange } = await open("index.html");
    await page.getByRole("button", { name: "Search" }).click();
    await page.locator("#localsearch-input").fill("one-byte-segments");
    await page.locator("a[href*='scenarios/partial-read-one-byte-segments']").first().click();
    await page.waitForURL(/partial-read-one-byte-segments/);
    expect(await page.locator("h1").innerText()).toContain("partial-read/one-byte-segments");
    expect(strange).toEqual([]);
  });

  test.each([
    "index.html",
    "tutorial.html",
    "platforms.html",
    "commands.html",
    "networks.html",
    "kill-matrix.html",
    "scenarios/index.html",
    "scenarios/close-data-and-fin.html",
    "findings/socat-ends-half-a-second-later.html",
    "repository/index.html",
  ])("%s fits a phone", async (path) => {
    const { page } = await open(path, { viewport: { width: 390, height: 844 } });
    const width = await page.evaluate<number>("document.documentElement.scrollWidth");
    expect(width).toBe(390);
  });
});

function isDead(link: string): boolean {
  const [path = "", anchor] = link.split("#");
  const page = pages.get(path);
  return page === undefined
    ? !existsSync(join(folder, path))
    : anchor !== undefined && anchor !== "" && !page.anchors.has(anchor);
}
