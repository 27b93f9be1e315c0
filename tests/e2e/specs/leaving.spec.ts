// Closing a form: what was typed is not lost without a question.
import type { Page, Route } from "@playwright/test";

import type { Cards } from "../support/cards.ts";
import type { SalesforceForm } from "../support/form.ts";
import { hold } from "../support/hold.ts";
import type { Credentials } from "../support/sandbox.ts";
import { expect, readOnlyTest, test } from "../support/test.ts";

readOnlyTest("a second Esc on an edited form does not close it", async ({ page, cards, form }) => {
  await cards.open();
  await cards.setUp.click();
  await form.field("name").fill("Unsaved");
  await page.keyboard.press("Escape");
  await expect(form.leaveQuestion).toBeVisible();
  await expect(form.stay).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(form.leaveQuestion, "Esc in the question means to stay").toHaveCount(0);
  await expect(form.dialog).toBeVisible();
  await expect(form.field("name")).toHaveValue("Unsaved");
  await expect(form.field("name"), "where it was").toBeFocused();

  // Twice at once, without a frame in between, as a held key does.
  await page.keyboard.down("Escape");
  await page.keyboard.down("Escape");
  await page.keyboard.up("Escape");
  await expect(form.dialog).toBeVisible();
  await expect(form.field("name")).toHaveValue("Unsaved");
});

readOnlyTest("an untouched form closes at the first Esc, and the focus returns", async ({ page, cards, form }) => {
  await cards.open();
  await cards.setUp.click();
  await expect(form.field("name")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(form.dialog).toHaveCount(0);
  await expect(cards.setUp).toBeFocused();
  await expect(page).toHaveURL("/connectors");
});

for (const way of ["close", "cancel"] as const) {
  readOnlyTest(`${way} asks first, stays on Keep editing, leaves on Leave`, async ({ page, cards, form }) => {
    await cards.open();
    await cards.setUp.click();
    await form.field("clientId").fill("3MVG9");
    await form[way].click();
    await expect(form.leaveQuestion).toContainText("What you entered will be lost.");
    await form.stay.click();
    await expect(form.leaveQuestion).toHaveCount(0);
    await expect(form[way]).toBeFocused();
    await expect(form.field("clientId")).toHaveValue("3MVG9");

    await form[way].click();
    await form.leave.click();
    await expect(form.dialog).toHaveCount(0);
    await expect(page).toHaveURL("/connectors");
    await expect(cards.setUp).toBeFocused();

    await cards.setUp.click();
    await expect(form.field("clientId"), "what was left is forgotten").toHaveValue("");
  });
}

readOnlyTest("the browser's Back asks first", async ({ page, cards, form }) => {
  await cards.open();
  await cards.setUp.click();
  await form.field("name").fill("Unsaved");
  await page.goBack();
  await expect(form.leaveQuestion).toBeVisible();
  await expect(page).toHaveURL("/connectors/salesforce/new");
  await form.stay.click();
  await expect(form.field("name")).toHaveValue("Unsaved");

  await page.goBack();
  await form.leave.click();
  await expect(form.dialog).toHaveCount(0);
  await expect(page).toHaveURL("/connectors");
  await expect(cards.setUp).toBeFocused();
});

readOnlyTest("the browser's Back closes an untouched form, Forward opens it again", async ({ page, cards, form }) => {
  await cards.open();
  await cards.setUp.click();
  await expect(form.dialog).toBeVisible();
  await page.goBack();
  await expect(form.dialog).toHaveCount(0);
  await page.goForward();
  await expect(form.dialog).toBeVisible();
});

readOnlyTest("closing the tab asks in the browser's own words when something was typed", async ({ page, form }) => {
  await form.open();
  await form.field("name").fill("Unsaved");
  const asked = page.waitForEvent("dialog");
  await page.close({ runBeforeUnload: true });
  const dialog = await asked;
  expect(dialog.type()).toBe("beforeunload");
  await dialog.dismiss();
  await expect(form.field("name")).toHaveValue("Unsaved");
});

readOnlyTest("a reload asks nothing when nothing was typed", async ({ page, form }) => {
  await form.open();
  const dialogs: string[] = [];
  page.on("dialog", (dialog) => {
    dialogs.push(dialog.type());
    void dialog.accept();
  });
  await page.reload();
  await expect(form.field("name")).toBeVisible();
  expect(dialogs).toEqual([]);
});

test("leaving during a check asks, cancels it, and nothing is saved", async ({ page, cards, form, sandbox, server, guards }) => {
  const stall = (await sandbox.failures()).find(({ id }) => id === "stall");
  await cards.open();
  await cards.setUp.click();
  await form.fillGood("Left", { ...sandbox.credentials, url: stall?.how.value ?? "" });
  const before = await sandbox.faultConnections();
  guards.provoke({ status: 409, path: "/connectors/salesforce" });
  await form.done.click();
  await expect.poll(() => sandbox.faultConnections()).toBeGreaterThan(before);
  const canceled = page.waitForResponse((response) => response.status() === 409);
  await page.keyboard.press("Escape");
  await expect(form.leaveQuestion).toContainText("The check will be canceled");
  await form.leave.click();
  await canceled;
  await expect(form.dialog).toHaveCount(0);
  expect(await server.savedNames()).toEqual([]);
  await expect(cards.setUp).toBeVisible();
});

/** Asks to leave while a check runs, whose request is held back. */
async function askWhileChecking(page: Page, cards: Cards, form: SalesforceForm, credentials: Credentials): Promise<Route> {
  const create = await hold(page, "**/connectors/salesforce");
  await cards.open();
  await cards.setUp.click();
  await form.fillGood("Under it", credentials);
  await form.done.click();
  const held = await create.route;
  await page.keyboard.press("Escape");
  await expect(form.leaveQuestion).toContainText("The check will be canceled");
  return held;
}

test("a check that succeeds under the question ends the question", async ({ page, cards, form, sandbox }) => {
  const held = await askWhileChecking(page, cards, form, sandbox.credentials);
  await held.continue();
  await expect(form.leaveQuestion).toHaveCount(0);
  await expect(form.closeAfterSaving).toBeFocused();
  await form.closeAfterSaving.click();
  await expect(cards.connector("Under it")).toBeVisible();
});

test("a check that fails under the question changes what would be lost", async ({ page, cards, form, guards, sandbox, words }) => {
  guards.provoke({ status: 502, path: "/connectors/salesforce" });
  const held = await askWhileChecking(page, cards, form, sandbox.credentials);
  await held.fulfill({ status: 502, contentType: "text/html", body: "<h1>Bad Gateway</h1>" });
  await expect(form.leaveQuestion).toContainText("What you entered will be lost.");
  await form.stay.click();
  await expect(form.failure).toContainText(words.maybeSaved);
  await expect(form.done).toBeFocused();
});
