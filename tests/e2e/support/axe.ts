// Accessibility of a whole page: axe finds nothing, and nothing scrolls sideways.
import { expect, type Page, test } from "@playwright/test";
import axe from "axe-core";

import { spend } from "./costs.ts";

/** Every rule of WCAG 2.0 to 2.2 at the levels A and AA, and axe's best practices. */
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];

/** The rules that judge colors: in each theme they may find something else. */
const OF_COLORS = ["color-contrast", "link-in-text-block"];
/** The rules that judge sizes: in each width they may find something else. */
const OF_SIZES = ["target-size", "scrollable-region-focusable"];

/** A way in which a state is seen, and the rules that judge it: all, where none are named. */
interface Look {
  colorScheme: "light" | "dark";
  width: number;
  rules?: readonly string[];
}

/**
 * Each theme and each width once, in place of every theme in every width. What depends on neither is judged in the first
 * look, since it is the same in the second.
 */
export const looks: readonly Look[] = [
  { colorScheme: "light", width: 1280 },
  { colorScheme: "dark", width: 360, rules: [...OF_COLORS, ...OF_SIZES] },
];

/** Has the page in a look. */
export async function wear(page: Page, { colorScheme, width }: Look): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
  await page.setViewportSize({ width, height: 800 });
}

/** Fails with what axe finds in the page as it stands, by all rules or by some. */
export async function expectAccessible(page: Page, what: string, rules?: readonly string[]): Promise<void> {
  expect((await judge(page, rules)).faults, `what axe found in ${what}`).toEqual([]);
}

/** What axe finds in the page as it stands, and by which rules. */
export async function judge(page: Page, rules?: readonly string[]): Promise<{ faults: string[]; rules: string[] }> {
  spend(test.info(), "axe");
  expect(page.frames(), "axe does not see what stands in a frame").toHaveLength(1);
  // Into each document once: to read axe's source takes longer than some of its runs.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  const runOnly = rules === undefined ? { type: "tag" as const, values: TAGS } : { type: "rule" as const, values: [...rules] };
  return page.evaluate(async (runOnly) => {
    const { axe } = window as unknown as { axe: typeof import("axe-core") };
    // To describe what passes as well takes most of axe's time.
    const results = await axe.run(document, { runOnly, resultTypes: ["violations"] });
    const { violations, passes, incomplete, inapplicable } = results;
    const faults = violations.flatMap(({ id, help, nodes }) =>
      nodes.map((node) => `${id}: ${help}\n  ${node.html}\n  ${node.failureSummary ?? ""}`),
    );
    const asked = [violations, passes, incomplete, inapplicable].flat().map(({ id }) => id);
    return { faults, rules: [...new Set(asked)] };
  }, runOnly);
}

/** Fails when the page is wider than its window. */
export async function expectNoSidewaysScrolling(page: Page, what = "the page"): Promise<void> {
  const [wide, window] = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return [scrollWidth, clientWidth] as const;
  });
  expect(wide, `the width of ${what} in its window`).toBeLessThanOrEqual(window);
}
