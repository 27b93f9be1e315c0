// The README's walk: `cargo xtask run`, its credentials in the form, and a second start that finds what was saved. It is
// served the page as it is quick to build, where other tests see what ships: so guards watch here too.
import { readFileSync, statSync } from "node:fs";
import { isAbsolute } from "node:path";

import { test as base } from "@playwright/test";

import { filesIn, hits, hitsInPage, holdWasmMemory } from "../support/canary.ts";
import { Cards } from "../support/cards.ts";
import { SalesforceForm } from "../support/form.ts";
import { Guards } from "../support/guards.ts";
import { labels, languages, locales } from "../support/labels.ts";
import { answers } from "../support/process.ts";
import { Run } from "../support/run.ts";

const { expect } = base;
const test = base.extend<{ run: Run }>({
  // Where the tests were not started by `cargo xtask test`, the first start builds.
  run: [
    async ({}, use) => {
      const run = await Run.start();
      await use(run);
      await run.remove();
    },
    { timeout: 300_000 },
  ],
});

test("a newcomer sets up a connector in English and in French, and finds it again", async ({ browser, run }) => {
  test.slow();
  const { page: address, url, clientId, emailId, privateKeyFile } = run.credentials;
  expect(address).toBe(run.page);
  expect(isAbsolute(privateKeyFile)).toBe(true);
  expect(statSync(privateKeyFile).mode & 0o077, "only its owner reads the private key").toBe(0);
  const privateKey = readFileSync(privateKeyFile, "utf8");
  // The server answers a moment before the welcome is printed.
  for (const told of [address, url, clientId, emailId, privateKeyFile]) {
    await expect.poll(() => run.printed).toContain(told);
  }

  for (const language of languages) {
    const words = labels[language];
    const context = await browser.newContext({ locale: locales[language], baseURL: address });
    await holdWasmMemory(context);
    const guards = await Guards.watch(context);
    const page = await context.newPage();
    const [cards, form] = [new Cards(page, words), new SalesforceForm(page, words)];
    await cards.open();
    await cards.button.click();
    await form.fill({ name: `Sandbox ${language}`, clientId, emailId, url });
    const chooser = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: words.chooseFile }).click();
    await (await chooser).setFiles(privateKeyFile);
    await expect(form.goodKey).toBeVisible();
    await form.done.click();
    const confirmation = words.confirmation(`Sandbox ${language}`, new URL(url).host, emailId);
    await expect(page.getByText(confirmation, { exact: true })).toBeVisible();
    await form.closeAfterSaving.click();
    await expect(cards.connector(`Sandbox ${language}`)).toBeVisible();
    expect(await hitsInPage(page, privateKey), "in the page").toEqual([]);
    expect(guards.verdict(), "what the guards saw").toEqual([]);
    await context.close();
  }

  await run.again();
  const context = await browser.newContext({ baseURL: address });
  await holdWasmMemory(context);
  const guards = await Guards.watch(context);
  const page = await context.newPage();
  await page.goto("/connectors");
  const items = page.getByRole("list", { name: "Active Connectors" }).getByRole("listitem");
  await expect(items).toHaveCount(2);
  const form = new SalesforceForm(page, labels.en);
  await page.getByRole("button", { name: "Fill in the demo's values" }).click();
  await expect(form.field("name")).toHaveValue("Sandbox");
  await expect(form.field("clientId")).toHaveValue(clientId);
  await expect(form.field("emailId")).toHaveValue(emailId);
  await expect(form.field("url")).toHaveValue(url);
  await expect(form.goodKey).toBeVisible();
  await form.done.click();
  await form.closeAfterSaving.click();
  await expect(items).toHaveCount(3);
  expect(await hitsInPage(page, privateKey), "in the page").toEqual([]);
  expect(guards.verdict(), "what the guards saw").toEqual([]);
  await context.close();
  expect(hits({ terminal: run.printed, ...filesIn(run.data) }, privateKey), "on the server").toEqual([]);

  await run.interrupt();
  expect(await answers(`${address}/healthz`), "Ctrl-C ends the server").toBe(false);
  expect(await answers(url), "and the sandbox").toBe(false);
});
