import { globSync } from "node:fs";
import { join } from "node:path";
import { type DefaultTheme, defineConfig } from "vitepress";
import { navigation } from "./navigation.ts";

const pages = join(import.meta.dirname, "..", "..", "build", "site-pages");

/** What `npm run docs:site` builds. It needs no network, and neither does the site: no fonts, no scripts from elsewhere. */
export default defineConfig({
  title: "sockspec",
  description: "A conformance test harness for TCP stream I/O",
  srcDir: "../build/site-pages",
  // Works in any folder of any server.
  cleanUrls: false,
  // Browsers ask for an icon where none is named.
  head: [["link", { rel: "icon", href: "data:," }]],
  lastUpdated: false,
  markdown: {
    // The anchors that GitHub gives to headings, so that links work on both.
    anchor: { slugify: githubAnchor },
    lineNumbers: false,
  },
  vite: { build: { chunkSizeWarningLimit: 4_000 } },
  themeConfig: {
    search: { provider: "local" },
    outline: { level: [2, 3] },
    nav: [
      { text: "Tutorial", link: "/tutorial" },
      { text: "Commands", link: "/commands" },
      { text: "Scenarios", link: "/scenarios/" },
      { text: "Findings", link: "/findings/" },
    ],
    sidebar: sidebar(),
  },
});

/** VitePress's types ask for what may be changed. */
function sidebar(): DefaultTheme.SidebarMulti {
  const groups = Object.entries(navigation(pages, globSync("**/*.md", { cwd: pages })));
  return Object.fromEntries(
    groups.map(([path, list]) => [
      path,
      list.map(({ text, items }) => ({ text, items: [...items] })),
    ]),
  );
}

function githubAnchor(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}_\- ]/gu, "")
    .replaceAll(" ", "-");
}
