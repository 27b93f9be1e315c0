// Every sample of the gallery: one a state of a screen, one a code. For each, axe finds nothing, nothing scrolls
// sideways on a small screen, and what assistive technology is told stands in a golden, in both languages.
import type { Locator, Page } from "@playwright/test";

import { expectAccessible, expectNoSidewaysScrolling } from "../support/axe.ts";
import { codes } from "../support/contract.ts";
import type { SalesforceForm } from "../support/form.ts";
import { languages } from "../support/labels.ts";
import { expect, test } from "../support/test.ts";

/** The kinds of samples, by how their names begin. Those of codes are told by what sets them off from a filled form. */
const kinds: Record<string, { of: (name: string) => boolean; offset: boolean }> = {
  cards: { of: (name) => name.startsWith("cards-"), offset: false },
  tokens: { of: (name) => name.startsWith("tokens-"), offset: false },
  trials: { of: (name) => name.startsWith("trial-"), offset: false },
  rules: { of: (name) => name.startsWith("form-rule-"), offset: true },
  warnings: { of: (name) => name.startsWith("form-warning-"), offset: true },
  repairs: { of: (name) => name.startsWith("form-repair-"), offset: true },
  problems: { of: (name) => name.startsWith("form-problem-"), offset: true },
};
const form = { of: (name: string) => !Object.values(kinds).some(({ of }) => of(name)), offset: false };

test("there is a sample for every code", async ({ page }) => {
  const wanted = [
    ...codes.rules.map((code) => `form-rule-${code}`),
    ...codes.warnings.map((code) => `form-warning-${code}`),
    ...codes.repairs.map((code) => `form-repair-${code}`),
    ...codes.problems.map(({ code }) => `form-problem-${code}`),
  ].map((name) => name.replaceAll("_", "-"));
  expect(await samples(page)).toEqual(expect.arrayContaining(wanted));
});

for (const language of languages) {
  for (const [kind, { of, offset }] of Object.entries({ ...kinds, form })) {
    test.describe(`gallery: ${kind} (${language})`, () => {
      test.use({ language });

      test("is told as the golden says, and fits a small screen", async ({ page, form }) => {
        test.slow();
        await page.setViewportSize({ width: 360, height: 800 });
        const filled = offset ? await linesOf(page, "form-filled") : [];
        const rows: string[] = [];
        for (const name of (await samples(page)).filter(of)) {
          await page.goto(`/gallery/${name}`);
          await told(page).waitFor();
          await expectNoSidewaysScrolling(page, name);
          // The line for a terminal names the server that the page came from.
          const lines = (await told(page).ariaSnapshot()).replaceAll(new URL(page.url()).origin, "http://server").split("\n");
          const shown = lines.filter((line) => !filled.includes(line));
          rows.push(`## ${name}\n\nmarked: ${(await marked(form)).join(", ") || "nothing"}\n\n${shown.join("\n")}\n`);
          // A create that was cancelled is no failure: the form is as it was; see cancel.spec.ts.
          if (name === "form-problem-cancelled") expect(shown).toEqual([]);
          else expect(shown.length, `${name} shows something of its own`).toBeGreaterThan(0);
        }
        expect(rows.length).toBeGreaterThan(0);
        expect(rows.join("\n")).toMatchSnapshot(["gallery", `${kind}.${language}.md`]);
      });
    });
  }
}

test("one state of each screen fits a wide screen", async ({ page }) => {
  await page.setViewportSize({ width: 1920, height: 1080 });
  for (const name of ["cards-used", "form-all-errors", "form-page", "tokens-some", "tokens-form", "trial-answered"]) {
    await page.goto(`/gallery/${name}`);
    await told(page).waitFor();
    await expectNoSidewaysScrolling(page, name);
  }
});

/** axe takes its time: the samples are dealt out, so that workers share them. */
const SHARES = 12;
/** Each colour and each layout is seen by axe; contrast does not depend on the width. */
const looks = [
  { colorScheme: "light", width: 1280 },
  { colorScheme: "dark", width: 360 },
] as const;

for (let share = 0; share < SHARES; share += 1) {
  test(`axe finds nothing in the gallery (${share + 1} of ${SHARES})`, async ({ page }) => {
    test.slow();
    const names = (await samples(page)).filter((_, at) => at % SHARES === share);
    for (const name of names) {
      await page.goto(`/gallery/${name}`);
      await told(page).waitFor();
      for (const { colorScheme, width } of looks) {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await page.setViewportSize({ width, height: 800 });
        await expectAccessible(page, `${name}, ${colorScheme}, ${width}`);
      }
    }
  });
}

/** What is told of a sample. */
async function linesOf(page: Page, name: string): Promise<string[]> {
  await page.goto(`/gallery/${name}`);
  return (await told(page).ariaSnapshot()).split("\n");
}

/** The gallery's own list. */
async function samples(page: Page): Promise<string[]> {
  await page.goto("/gallery");
  const links = page.getByRole("main").getByRole("link", { name: /^(cards|form|tokens|trial)-/ });
  await links.first().waitFor();
  return links.allInnerTexts();
}

/** What is on top: a question, the form, or the page. */
function told(page: Page): Locator {
  return page.getByRole("dialog").or(page.getByRole("main")).last();
}

async function marked(form: SalesforceForm): Promise<string[]> {
  return form.marked(codes.fields);
}
