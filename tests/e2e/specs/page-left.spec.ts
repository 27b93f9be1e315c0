// Back, after the page was left: the browser may have kept it as it was, so no secret may be in what it kept.
import type { Page } from "@playwright/test";

import { hitsInPage, hitsOf } from "../support/canary.ts";
import { hold } from "../support/hold.ts";
import { KeepingBrowser } from "../support/keeping-browser.ts";
import { rsaPem } from "../support/keys.ts";
import { type Language, languages } from "../support/labels.ts";
import { runtimeWords, TokensPage } from "../support/runtime.ts";
import { expect, readOnlyTest, test } from "../support/test.ts";

const dropped: Record<Language, string> = {
  en: "The private key was dropped when you left this page. Give it again.",
  fr: "La clé privée a été effacée quand vous avez quitté cette page. Fournissez-la de nouveau.",
};

/** What the page is told when it is left and kept, and when it is shown again. */
async function leaveAndComeBack(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
  });
  // What follows an event is done before the next task, in which the page would be frozen.
  await page.evaluate(() => {
    window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
  });
}

readOnlyTest("a page that the browser kept for Back has no key", async ({ baseURL }) => {
  const pem = rsaPem();
  const browser = await KeepingBrowser.start();
  try {
    await browser.open(`${baseURL}/connectors/salesforce/new`, () => document.activeElement?.id === "name");
    await browser.insert("Sales");
    await browser.evaluate(() => document.getElementById("privateKey")?.focus());
    await browser.insert(pem);
    await browser.until(() => document.getElementById("privateKey-replace") !== null);
    expect(await browser.hits(pem), "the search works").not.toEqual([]);
    await browser.leaveAndComeBack(`${baseURL}/healthz`);
    expect(await browser.hits(pem)).toEqual([]);
    const fields = await browser.evaluate(() => ({
      name: document.querySelector<HTMLInputElement>("#name")?.value,
      key: document.querySelector<HTMLTextAreaElement>("textarea#privateKey")?.value,
      said: document.getElementById("privateKey-message")?.innerText,
    }));
    expect(fields).toMatchObject({ name: "Sales", key: "" });
    expect(fields.said).toContain(dropped.en);
  } finally {
    await browser.stop();
  }
});

for (const language of languages) {
  readOnlyTest.describe(language, () => {
    readOnlyTest.use({ language });

    readOnlyTest(`the key is dropped when the page is left, and all else stays (${language})`, async ({ page, form }) => {
      const pem = rsaPem();
      await form.open();
      await form.fill({ name: "Sales", clientId: "3MVG9", privateKey: pem });
      await expect(form.goodKey).toBeVisible();
      await leaveAndComeBack(page);
      expect(await hitsInPage(page, pem)).toEqual([]);
      await expect(form.field("privateKey")).toHaveValue("");
      expect(await form.note("privateKey")).toContain(dropped[language]);
      await expect(form.field("name")).toHaveValue("Sales");
      await expect(form.field("clientId")).toHaveValue("3MVG9");
      await form.fill({ privateKey: pem });
      await expect(form.goodKey, "it can be given again").toBeVisible();
    });
  });
}

readOnlyTest("a key that is not usable yet is dropped as well, and cannot be undone", async ({ page, form }) => {
  const pem = rsaPem();
  await form.open();
  await form.field("privateKey").focus();
  await page.keyboard.insertText(pem.slice(0, pem.length - 100));
  await leaveAndComeBack(page);
  expect(await hitsInPage(page, pem)).toEqual([]);
  await form.field("privateKey").focus();
  await page.keyboard.press("Control+z");
  await expect(form.field("privateKey")).toHaveValue("");
  expect(await hitsInPage(page, pem)).toEqual([]);
});

test("a create goes on while the page is away, and its key does not wait for the answer", async ({ page, form, sandbox, server }) => {
  const { privateKey } = sandbox.credentials;
  await form.open();
  await form.fillGood("Away", sandbox.credentials);
  const create = await hold(page, "**/api/v1/connectors/salesforce");
  await form.done.click();
  const held = await create.route;
  await leaveAndComeBack(page);
  expect(await hitsInPage(page, privateKey)).toEqual([]);
  await expect(form.checking).toBeVisible();
  await held.continue();
  await expect(form.closeAfterSaving).toBeFocused();
  expect(await server.savedNames()).toEqual(["Away"]);
});

test("a create that went on can still be canceled", async ({ page, form, sandbox, server, guards }) => {
  const stall = (await sandbox.failures()).find(({ id }) => id === "stall");
  await form.open();
  await form.fillGood("Away", { ...sandbox.credentials, url: stall?.how.value ?? "" });
  guards.provoke({ status: 409, path: "/connectors/salesforce" });
  await form.done.click();
  await expect(form.checking).toBeVisible();
  await leaveAndComeBack(page);
  await form.cancel.click();
  await expect(form.done).toBeVisible();
  await expect(form.field("name")).toHaveValue("Away");
  await expect(form.field("privateKey")).toHaveValue("");
  expect(await server.savedNames()).toEqual([]);
});

test("a token that is shown is dropped when the page is left", async ({ page, server }) => {
  const tokens = new TokensPage(page, runtimeWords.en);
  await tokens.open();
  const token = await tokens.make("Shown");
  expect(await hitsOf(page, token.slice(21)), "the search works").not.toEqual([]);
  await leaveAndComeBack(page);
  await expect(tokens.dialog).toHaveCount(0);
  expect(await hitsOf(page, token.slice(21))).toEqual([]);
  await expect(tokens.row("Shown"), "where it can be revoked").toBeVisible();
  expect(await server.holdings()).toEqual(["Shown"]);
});

test("a key that is to replace a stored one is dropped as well, and the rest of the page's forms stays", async ({ page, form, sandbox, server }) => {
  const pem = rsaPem();
  await server.save(sandbox, "Kept");
  await page.goto("/connectors");
  await page.getByRole("link", { name: "Kept" }).click();
  await page.getByRole("button", { name: "Edit the credentials" }).click();
  await form.field("name").fill("Renamed");
  await form.replaceKey.click();
  await form.field("privateKey").fill(pem);
  await expect(form.goodKey).toBeVisible();
  expect(await hitsInPage(page, pem), "the search works").not.toEqual([]);
  await leaveAndComeBack(page);
  expect(await hitsInPage(page, pem)).toEqual([]);
  await expect(form.field("name")).toHaveValue("Renamed");
});
