import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { html, joined, render, trusted } from "./markup.ts";

describe("a template", () => {
  test("escapes what is put in, in text and in attributes", () => {
    const hostile = `"><img src=x onerror='alert(1)'>&amp;`;
    expect(render(html`<p title="${hostile}">${hostile}</p>`)).toBe(
      '<p title="&quot;&gt;&lt;img src=x onerror=&#39;alert(1)&#39;&gt;&amp;amp;">' +
        "&quot;&gt;&lt;img src=x onerror=&#39;alert(1)&#39;&gt;&amp;amp;</p>",
    );
  });

  test("takes what other templates made as it is, alone and in lists", () => {
    const items = ["a", "<b>"].map((item) => html`<li>${item}</li>`);
    expect(render(html`<ul>${items}</ul>${null}${7}`)).toBe(
      "<ul><li>a</li><li>&lt;b&gt;</li></ul>7",
    );
  });

  test("does not take what was parsed from JSON for markup", () => {
    const parsed = JSON.parse('{"markup":"<script>","Symbol(markup)":"<script>"}') as never;
    expect(render(html`<p>${parsed}</p>`)).toBe("<p></p>");
  });

  test("leaves trusted markup alone", () => {
    expect(render(trusted("<svg></svg>"))).toBe("<svg></svg>");
  });
});

test("children are joined by what stands between them", () => {
  expect(render(joined(["a", html`<b>c</b>`], "; "))).toBe("a; <b>c</b>");
});

test("no text of any kind leaves its element or its attribute", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const written = render(text);
      expect(written).not.toMatch(/[<>"']/);
      expect(written.replace(/&(?:amp|lt|gt|quot|#39);/g, "")).not.toContain("&");
    }),
  );
});
