// The screen's states as they really come about: axe finds nothing, nothing scrolls sideways, and what assistive
// technology is told is the golden's. States that cannot be reached so are the gallery's; see gallery.spec.ts.
import type { Page } from "@playwright/test";

import { expectAccessible, expectNoSidewaysScrolling, looks, wear } from "../support/axe.ts";
import type { Cards } from "../support/cards.ts";
import type { SalesforceForm } from "../support/form.ts";
import { expectTold } from "../support/golden.ts";
import type { Guards } from "../support/guards.ts";
import { type Language, languages } from "../support/labels.ts";
import type { Sandbox } from "../support/sandbox.ts";
import type { Server } from "../support/server.ts";
import { expect, readOnlyTest, test } from "../support/test.ts";

interface Stack {
  page: Page;
  cards: Cards;
  form: SalesforceForm;
  guards: Guards;
  sandbox: Sandbox;
}

type Reach<Stack> = (stack: Stack) => Promise<void>;

/** How each state is reached in which nothing was saved, and nothing sent. */
const read: Record<string, Reach<Stack>> = {
  "cards-empty": async ({ cards }) => cards.open(),
  "cards-could-not-load": async ({ page, guards }) => {
    await page.route("**/api/v1/connectors", (route) => route.abort("connectionrefused"));
    guards.provoke({ status: "unreachable", path: "/api/v1/connectors" });
    await page.goto("/connectors");
    await page.getByRole("alert").waitFor();
  },
  "form-empty": async ({ form }) => {
    await form.open();
    await form.openAdvanced();
  },
  "form-refused": async ({ form }) => {
    await form.open();
    await form.field("url").fill("https://acme.lightning.force.com");
    await form.done.click();
    await expect(form.failure).toBeFocused();
  },
  "form-filled": async ({ form, sandbox }) => {
    await form.open();
    await form.fillGood("Filled", { ...sandbox.credentials, url: "https://acme.my.salesforce.com" });
  },
  "form-leave": async ({ form }) => {
    await form.open();
    await form.field("name").fill("Unsaved");
    await form.close.click();
    await expect(form.leaveQuestion).toBeVisible();
  },
};

/** How the others are. */
const changed: Record<string, Reach<Stack & { server: Server }>> = {
  "cards-two": async ({ cards, sandbox, server }) => {
    await server.save(sandbox, "Production");
    await server.save(sandbox, "A name as long as a name may be, which is sixty-four characters");
    await cards.open();
  },
  "cards-full": async ({ cards, sandbox, server }) => {
    for (const name of ["One", "Two", "Three", "Four", "Five"]) await server.save(sandbox, name);
    await cards.open();
  },
  "form-checking": async ({ page, form, sandbox }) => {
    // Held back in the browser: a check that stalls for real would end while axe is still at work.
    await page.route("**/connectors/salesforce", () => undefined);
    await form.open();
    await form.fillGood("Checking", sandbox.credentials);
    await form.done.click();
    await expect(form.checking).toBeVisible();
  },
  "form-rejected": async ({ form, guards, sandbox }) => {
    const failure = (await sandbox.failures()).find(({ id }) => id === "not-admin-approved");
    await form.open();
    await form.fillGood("Rejected", { ...sandbox.credentials, emailId: failure?.how.value ?? "" });
    guards.provoke({ status: 422, path: "/connectors/salesforce" });
    await form.done.click();
    await expect(form.failure).toBeFocused();
  },
  saved: async ({ form, sandbox }) => {
    await form.open();
    await form.fillGood("Production", sandbox.credentials);
    await form.done.click();
    await expect(form.closeAfterSaving).toBeFocused();
  },
};

/** One state of each screen, seen on a wide screen as well. */
const wide = ["cards-two", "form-filled", "saved"];

const TITLE = "is accessible, light and dark, wide and narrow, and told as the golden says";

/** Holds a state that was reached against its golden, and looks at it in each look. */
async function expectGood(page: Page, state: string, language: Language): Promise<void> {
  // What is behind a modal dialog is inert: nobody is told of it.
  const dialog = page.getByRole("dialog").last();
  const told = (await dialog.count()) > 0 ? dialog : page.locator("body");
  await expectTold(told, `${state}-${language}`);
  if (wide.includes(state)) {
    await page.setViewportSize({ width: 1920, height: 1080 });
    await expectNoSidewaysScrolling(page);
  }
  for (const look of looks) {
    await wear(page, look);
    await expectNoSidewaysScrolling(page);
    // Words change neither colors nor roles: one language is enough for axe.
    if (language === "en") await expectAccessible(page, `${state}, ${look.colorScheme}, ${look.width}`, look.rules);
  }
}

for (const language of languages) {
  for (const [state, reach] of Object.entries(read)) {
    readOnlyTest.describe(`${state} (${language})`, () => {
      readOnlyTest.use({ language });

      readOnlyTest(TITLE, async ({ page, cards, form, guards, sandbox }) => {
        await reach({ page, cards, form, guards, sandbox });
        await expectGood(page, state, language);
      });
    });
  }

  for (const [state, reach] of Object.entries(changed)) {
    test.describe(`${state} (${language})`, () => {
      test.use({ language });

      test(TITLE, async ({ page, cards, form, guards, sandbox, server }) => {
        await reach({ page, cards, form, guards, sandbox, server });
        await expectGood(page, state, language);
      });
    });
  }
}

readOnlyTest("what the system has dark is dark", async ({ page, cards }) => {
  await cards.open();
  await expect(cards.button).toBeVisible();
  const look = async (colorScheme: "light" | "dark"): Promise<Record<string, string>> => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    return page.evaluate(() => {
      const { color, backgroundColor, colorScheme } = getComputedStyle(document.body);
      return { color, backgroundColor, colorScheme };
    });
  };
  const [light, dark] = [await look("light"), await look("dark")];
  for (const [property, value] of Object.entries(light)) expect(dark[property], property).not.toBe(value);
});
