// What axe is to find, it finds, in the look in which it is at fault.
import axe from "axe-core";

import { judge, looks, wear } from "../support/axe.ts";
import { expect, readOnlyTest as test } from "../support/test.ts";

/** At fault everywhere: a button without a name. At fault in the dark: a text. At fault in a narrow window: two buttons. */
const FAULTS = `<!doctype html><html lang="en"><title>Faults</title>
  <style>
    button { display: block; width: 4rem; height: 4rem }
    @media (prefers-color-scheme: dark) { p { color: #333; background: #222 } }
    @media (max-width: 400px) { b button { width: 8px; height: 8px; padding: 0; border: 0; overflow: hidden } }
  </style>
  <main><h1>Faults</h1><p>Dark</p><button></button><b><button>One</button><button>Two</button></b></main></html>`;

test("each look finds what is at fault in it, and the looks together all there is", async ({ page }) => {
  await page.setContent(FAULTS);
  const found: string[][] = [];
  for (const look of looks) {
    await wear(page, look);
    const { faults } = await judge(page, look.rules);
    found.push([...new Set(faults.map((fault) => fault.split(":")[0] ?? ""))].sort());
  }
  expect(found).toEqual([["button-name"], ["color-contrast", "target-size"]]);
});

test("the first look is judged by every rule, the others by those that they name", async ({ page }) => {
  await page.setContent(FAULTS);
  const asked: string[][] = [];
  for (const { rules } of looks) asked.push((await judge(page, rules)).rules.sort());
  const [all = [], ...others] = asked;
  expect(others).toEqual(looks.slice(1).map(({ rules = [] }) => [...rules].sort()));
  for (const rules of others) expect(all).toEqual(expect.arrayContaining(rules));
  // What axe knows beside them are experiments, what is past, and a level above those that are wanted.
  for (const { ruleId, tags } of axe.getRules().filter(({ ruleId }) => !all.includes(ruleId))) {
    expect(tags.join(" "), ruleId).toMatch(/experimental|deprecated|wcag2aaa|wcag2a-obsolete/);
  }
});
