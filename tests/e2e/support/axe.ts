// Accessibility of a whole page: axe finds nothing, and nothing scrolls sideways.
import { expect, type Page } from "@playwright/test";
import axe from "axe-core";

/** Every rule of WCAG 2.0 to 2.2 at the levels A and AA, and axe's best practices. */
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];

/** Fails with what axe finds in the page as it stands. */
export async function expectAccessible(page: Page, what = "the page"): Promise<void> {
  expect(page.frames(), "axe does not see what stands in a frame").toHaveLength(1);
  // Into each document once: to read axe's source takes longer than some of its runs.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  const found = await page.evaluate(async (values) => {
    const { axe } = window as unknown as { axe: typeof import("axe-core") };
    // To describe what passes as well takes most of axe's time.
    const { violations } = await axe.run(document, { runOnly: { type: "tag", values }, resultTypes: ["violations"] });
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map((node) => `${id}: ${help}\n  ${node.html}\n  ${node.failureSummary ?? ""}`),
    );
  }, TAGS);
  expect(found, `what axe found in ${what}`).toEqual([]);
}

/** Fails when the page is wider than its window. */
export async function expectNoSidewaysScrolling(page: Page, what = "the page"): Promise<void> {
  const [wide, window] = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return [scrollWidth, clientWidth] as const;
  });
  expect(wide, `the width of ${what} in its window`).toBeLessThanOrEqual(window);
}
