// Every sample of the gallery: one a state of a screen, one a code. For each, axe finds nothing, nothing scrolls
// sideways on a small screen, and what assistive technology is told stands in a golden, in both languages. A document is
// opened once for many of them.
import { expectAccessible, expectNoSidewaysScrolling, looks, wear } from "../support/axe.ts";
import { codes } from "../support/contract.ts";
import { Gallery } from "../support/gallery.ts";
import { languages } from "../support/labels.ts";
import { expect, readOnlyTest as test } from "../support/test.ts";

test.use({ gallery: true });

/** A kind of samples. */
interface Kind {
  /** Whether a sample is of the kind, by how its name begins. */
  of: (name: string) => boolean;
  /** The sample beside which only what others have of their own is told. */
  beside?: string;
  /** Whether what they lack, of what can be clicked or filled in, is told as well. */
  lacks?: true;
}

/** A line of what can be operated. */
const OPERABLE = /^ *- (button|checkbox|group|link|radio|textbox) "?/;

const filled = "salesforce-form/filled";
const kinds: Record<string, Kind> = {
  connectors: { of: (name) => name.startsWith("connectors/") },
  connector: { of: (name) => name.startsWith("connector/"), beside: "connector/connected", lacks: true },
  "service-tokens": { of: (name) => name.startsWith("service-tokens/") },
  "connector-dialogs": { of: (name) => name.startsWith("connector-dialogs/") },
  "connector-forms": {
    of: (name) => name.startsWith("connector-forms/"),
    beside: "connector-forms/editing",
    lacks: true,
  },
  "request-tester": { of: (name) => name.startsWith("request-tester/") },
  rules: { of: (name) => name.startsWith("salesforce-form/rule-"), beside: filled },
  warnings: { of: (name) => name.startsWith("salesforce-form/warning-"), beside: filled },
  repairs: { of: (name) => name.startsWith("salesforce-form/repair-"), beside: filled },
  problems: { of: (name) => name.startsWith("salesforce-form/problem-"), beside: filled },
};
const form: Kind = { of: (name) => !Object.values(kinds).some(({ of }) => of(name)) };

/** One state of each screen. */
const screens = [
  "connectors/mixed",
  "connector/failing",
  "salesforce-form/all-errors",
  "salesforce-form/page",
  "service-tokens/some",
  "service-tokens/form",
  "request-tester/answered",
  "connector-dialogs/delete-ready",
  "connector-forms/conflict",
  "connector-forms/notes",
];

test("there is a sample for every code", async ({ page }) => {
  const wanted = [
    ...codes.rules.map(({ code }) => `salesforce-form/rule-${code}`),
    ...codes.warnings.map((code) => `salesforce-form/warning-${code}`),
    ...codes.repairs.map((code) => `salesforce-form/repair-${code}`),
    ...codes.problems.map(({ code }) => `salesforce-form/problem-${code}`),
  ].map((name) => name.replaceAll("_", "-"));
  expect(await new Gallery(page).open()).toEqual(expect.arrayContaining(wanted));
});

for (const language of languages) {
  for (const [kind, { of, beside, lacks }] of Object.entries({ ...kinds, form })) {
    test.describe(`gallery: ${kind} (${language})`, () => {
      test.use({ language });

      test("is told as the golden says, and fits a small screen", async ({ page, form }) => {
        test.slow();
        const gallery = new Gallery(page);
        await page.setViewportSize({ width: 360, height: 800 });
        const names = (await gallery.open()).filter(of);
        expect(names.length).toBeGreaterThan(0);
        let plain: string[] = [];
        if (beside !== undefined) {
          await gallery.show(beside);
          plain = await gallery.lines();
        }
        const rows: string[] = [];
        for (const name of names) {
          await gallery.show(name);
          await expectNoSidewaysScrolling(page, name);
          const lines = await gallery.lines();
          const whole = lacks && name === beside;
          const shown = whole ? lines : lines.filter((line) => !plain.includes(line));
          const lacking = plain.filter((line) => lacks && OPERABLE.test(line) && !lines.includes(line));
          shown.push(...lacking.map((line) => line.replace("-", "- lacks")));
          rows.push(`## ${name}\n\nmarked: ${(await form.marked(codes.fields)).join(", ") || "nothing"}\n\n${shown.join("\n")}\n`);
          // A create that was canceled is no failure: the form is as it was; see cancel.spec.ts.
          if (name === "salesforce-form/problem-canceled") expect(shown).toEqual([]);
          else expect(shown.length, `${name} shows something of its own`).toBeGreaterThan(0);
        }
        expect(rows.join("\n")).toMatchSnapshot(["gallery", `${kind}.${language}.md`]);
      });
    });
  }
}

test("a sample is told alike whichever one was there before it, and in a document of its own", async ({ page }) => {
  const gallery = new Gallery(page);
  for (const [at, name] of screens.entries()) {
    await gallery.load(name);
    const alone = await gallery.lines();
    const before = screens.at(at - 1) ?? "";
    await gallery.show(before);
    expect(await gallery.lines(), `${before} after ${name}`).not.toEqual(alone);
    await gallery.show(name);
    expect(await gallery.lines(), `${name} after ${before}`).toEqual(alone);
  }
});

test("one state of each screen fits a wide screen, and all of axe's rules hold on a small one", async ({ page }) => {
  const gallery = new Gallery(page);
  await gallery.open();
  for (const name of screens) {
    await page.setViewportSize({ width: 1920, height: 1080 });
    await gallery.show(name);
    await expectNoSidewaysScrolling(page, name);
    await page.setViewportSize({ width: 360, height: 800 });
    await expectAccessible(page, `${name}, 360`);
  }
});

/** axe takes its time: the samples are dealt out, so that workers share them. */
const SHARES = 6;

for (let share = 0; share < SHARES; share += 1) {
  test(`axe finds nothing in the gallery (${share + 1} of ${SHARES})`, async ({ page }) => {
    test.slow();
    const gallery = new Gallery(page);
    const names = (await gallery.open()).filter((_, at) => at % SHARES === share);
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) {
      await gallery.show(name);
      for (const look of looks) {
        await wear(page, look);
        await expectAccessible(page, `${name}, ${look.colorScheme}, ${look.width}`, look.rules);
      }
    }
  });
}
