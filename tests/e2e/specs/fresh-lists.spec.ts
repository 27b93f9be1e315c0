// Lists are fresh when the page is looked at again, and nothing that somebody does meanwhile is disturbed by that.
import type { Page } from "@playwright/test";

import { languages } from "../support/labels.ts";
import { drop, runtimeWords, TokensPage } from "../support/runtime.ts";
import { expect, test } from "../support/test.ts";

const LIST = "/api/v1/connectors";

/** What a browser tells a page whose tab comes to the front: one return, several events. */
async function lookAgain(page: Page): Promise<void> {
  await page.evaluate(() => {
    document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
    window.dispatchEvent(new Event("focus"));
  });
}

/** Waits until the next return counts as one of its own. */
async function later(page: Page): Promise<void> {
  await page.clock.fastForward(2_000);
}

test("what was set up elsewhere appears, once, and what is there stays as it is", async ({ page, cards, guards, sandbox, server }) => {
  await page.clock.install();
  await server.save(sandbox, "First");
  await cards.open();
  const row = cards.connector("First");
  await row.evaluate((element) => element.setAttribute("data-drawn", "once"));
  const before = guards.times(LIST);
  const answered = page.waitForResponse((response) => response.url().endsWith(LIST));
  await lookAgain(page);
  await (await answered).finished();
  await server.save(sandbox, "Second");
  await expect(row, "an equal list draws nothing anew").toHaveAttribute("data-drawn", "once");
  expect(guards.times(LIST), "one return is one request").toBe(before + 1);

  await later(page);
  await lookAgain(page);
  await expect(cards.connector("Second")).toBeVisible();
});

test("a hidden page asks for nothing", async ({ page, cards, guards, server }) => {
  void server;
  await cards.open();
  const before = guards.times(LIST);
  await page.evaluate(() => Object.defineProperty(document, "hidden", { configurable: true, value: true }));
  await lookAgain(page);
  await page.evaluate(() => Object.defineProperty(document, "hidden", { configurable: true, value: false }));
  const answered = page.waitForResponse((response) => response.url().endsWith(LIST));
  await lookAgain(page);
  await (await answered).finished();
  expect(guards.times(LIST)).toBe(before + 1);
});

test("nothing that was typed is lost, and a list that cannot be fetched stays", async ({ page, cards, form, guards, sandbox, server }) => {
  await page.clock.install();
  await cards.open();
  await cards.setUp.click();
  await form.field("name").fill("Typed");
  await form.field("emailId").focus();
  await server.save(sandbox, "Elsewhere");
  const answered = page.waitForResponse((response) => response.url().endsWith(LIST));
  await lookAgain(page);
  await (await answered).finished();
  await expect(page.getByText("Elsewhere", { exact: true }).first(), "behind the form").toBeVisible();
  await expect(form.field("name")).toHaveValue("Typed");
  await expect(form.field("emailId")).toBeFocused();
  await page.keyboard.press("Escape");
  await form.leave.click();

  await page.route(`**${LIST}`, (route) => route.abort("connectionrefused"));
  guards.provoke({ status: "unreachable", path: LIST });
  const failed = page.waitForEvent("requestfailed");
  await later(page);
  await lookAgain(page);
  await failed;
  await expect(cards.connector("Elsewhere")).toBeVisible();
});

test("service tokens are fresh as well, and a choice keeps the focus", async ({ page, context, sandbox, server }) => {
  await page.clock.install();
  const tokens = new TokensPage(page, runtimeWords.en);
  await server.save(sandbox, "Production");
  await tokens.open();
  const elsewhere = new TokensPage(await context.newPage(), runtimeWords.en);
  await elsewhere.open();
  await elsewhere.make("Elsewhere");
  await tokens.create.click();
  await tokens.dialog.getByRole("radio", { name: runtimeWords.en.only }).check();
  const choice = tokens.dialog.getByRole("checkbox", { name: "Production" });
  await choice.check();
  await lookAgain(page);
  await expect(page.getByText("Elsewhere", { exact: true }).first(), "behind the form").toBeVisible();
  await expect(choice).toBeChecked();
  await expect(choice).toBeFocused();
});

for (const language of languages) {
  test.describe(`use (${language})`, () => {
    test.use({ language });

    test("a request that was tried stands in the row at once", async ({ page, cards, sandbox, server }) => {
      const words = runtimeWords[language];
      await server.save(sandbox, "Production");
      await cards.open();
      const row = cards.connector("Production");
      await expect(row).toContainText(words.notUsed);
      const dialog = page.getByRole("dialog", { name: words.tryIt });
      await cards.choose("Production", words.tryIt);
      await dialog.getByRole("button", { name: words.send }).click();
      await expect(dialog.locator("dl strong")).toHaveText("200");
      await page.keyboard.press("Escape");
      await expect(row).toContainText(words.lastUsed);
    });
  });
}

test("a token's use stands in the list when it is looked at again", async ({ page, server }) => {
  const tokens = new TokensPage(page, runtimeWords.en);
  await tokens.open();
  const token = await tokens.make("Flows");
  await drop(page, tokens);
  await expect(tokens.row("Flows")).toContainText(runtimeWords.en.notUsed);
  const asked = await fetch(`${server.origin}/api/v1/runtime/connectors`, { headers: { Authorization: `Bearer ${token}` } });
  expect(asked.status).toBe(200);
  await lookAgain(page);
  await expect(tokens.row("Flows")).not.toContainText(runtimeWords.en.notUsed);
});
