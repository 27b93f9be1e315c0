// A connector's own page: read, checked, changed and deleted, with the keyboard; what others do meanwhile; what is typed stays.
import type { Locator, Page } from "@playwright/test";

import type { Cards } from "../support/cards.ts";
import { ConnectorPage, connectorPageWords as allWords } from "../support/connector-page.ts";
import { languages } from "../support/labels.ts";
import type { Server } from "../support/server.ts";
import { expect, readOnlyTest, test } from "../support/test.ts";

const words = allWords.en;
/** What the buttons of the languages say, in whatever language the page is. */
const names = { en: "English", fr: "Français" };
const LIST = "/api/v1/connectors";

/** The only connector, as the server has it. */
async function only(server: Server): Promise<{ id: string; revision: number }> {
  const { connectors } = (await (await fetch(`${server.origin}${LIST}`)).json()) as { connectors: { id: string; revision: number }[] };
  const [connector, ...others] = connectors;
  if (connector === undefined || others.length > 0) throw new Error("there is not one connector alone");
  return connector;
}

/** Does something to the only connector as another admin would. */
async function elsewhere(server: Server, method: string, path = "", body?: unknown): Promise<void> {
  const { id, revision } = await only(server);
  const response = await fetch(`${server.origin}${LIST}/${id}${path}`, {
    method,
    headers: { "If-Match": `"${revision}"`, ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
}

/** What a browser tells a page whose tab comes to the front. */
async function lookAgain(page: Page): Promise<void> {
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange", { bubbles: true })));
}

/** Presses Tab until what is wanted has the focus: no more stops than a page has. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  for (let stop = 0; stop < 60; stop += 1) {
    await page.keyboard.press("Tab");
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
  }
  await expect(wanted, "reached by Tab").toBeFocused();
}

async function open(page: Page, cards: Cards, name: string): Promise<void> {
  await cards.open();
  await cards.link(name).focus();
  await page.keyboard.press("Enter");
}

for (const language of languages) {
  test.describe(`with the keyboard alone (${language})`, () => {
    test.use({ language });

    test("a connector is looked at, checked, and taken out of use", async ({ page, context, cards, guards, sandbox, server }) => {
      const words = allWords[language];
      const view = new ConnectorPage(page, words);
      await context.grantPermissions(["clipboard-write"]);
      await server.save(sandbox, "Production");
      const { id } = await only(server);
      await open(page, cards, "Production");
      await expect(page).toHaveURL(`/connectors/salesforce/${id}`);
      await expect(view.heading).toHaveText("Production");
      await expect(page).toHaveTitle(/^Production · /);
      await expect(page.getByRole("navigation").getByText("Production")).toBeVisible();
      await expect(page.getByRole("main")).toBeFocused();

      const copy = page.getByRole("button", { name: /^Cop/ });
      await tabTo(page, copy);
      await page.keyboard.press("Enter");
      await expect(copy).toContainText(words.copied);

      await tabTo(page, view.check);
      await page.keyboard.press("Enter");
      await expect(page.getByRole("group", { name: words.passed })).toBeVisible();
      await expect(page.getByRole("status").filter({ hasText: words.passed })).toHaveCount(1);
      await expect(view.check).toBeFocused();
      await expect(view.entry(words.historyPassed)).toBeVisible();

      guards.provoke({ status: 422, path: "/check" });
      await sandbox.expectingAnotherKey(async () => {
        await page.keyboard.press("Enter");
        await expect(page.getByRole("group", { name: words.refused })).toBeFocused();
      });
      await expect(page.getByText(words.failing, { exact: true }).first()).toBeVisible();
      await expect(page.getByRole("heading", { name: words.mismatch })).toBeVisible();
      await expect(view.entry(words.historyFailed)).toContainText("invalid_grant");

      await tabTo(page, view.check);
      await page.keyboard.press("Enter");
      await expect(page.getByText(words.connected, { exact: true }).first()).toBeVisible();

      await tabTo(page, view.button(words.deactivate));
      await page.keyboard.press("Enter");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await expect(page.getByRole("dialog")).toHaveCount(0);
      await expect(page.getByText(words.deactivated, { exact: true }).first()).toBeVisible();
      await expect(view.button(words.reactivate)).toBeFocused();
      await expect(view.entry(words.deactivated)).toBeVisible();

      await page.keyboard.press("Tab");
      await expect(view.button(words.remove)).toBeFocused();
      await page.keyboard.press("Enter");
      const name = page.getByRole("textbox", { name: words.name });
      await expect(name).toBeFocused();
      await page.keyboard.type("Production");
      await page.keyboard.press("Enter");
      await expect(page).toHaveURL("/connectors");
      await expect(page.getByRole("status").filter({ hasText: words.deleted })).toHaveCount(1);
      await expect(cards.setUp).toBeVisible();
    });

    test("notes are kept from another language and from a link, and saved", async ({ page, server, sandbox, form }) => {
      const words = allWords[language];
      const view = new ConnectorPage(page, words);
      await server.save(sandbox, "Production");
      await view.open((await only(server)).id);
      await view.button(words.editNotes).click();
      await view.notes.fill("Ask Ada.");
      await page.getByRole("link", { name: words.back }).click();
      await expect(form.leaveQuestion).toBeVisible();
      await form.stay.click();
      const other = language === "en" ? "fr" : "en";
      await page.getByRole("button", { name: names[other] }).click();
      await expect(new ConnectorPage(page, allWords[other]).notes).toHaveValue("Ask Ada.");
      await page.getByRole("button", { name: names[language] }).click();
      await expect(view.notes).toHaveValue("Ask Ada.");
      await view.button(words.save).click();
      await expect(page.getByText(words.savedNotes).first()).toBeVisible();
      await expect(view.entry(words.changed)).toBeVisible();
      await page.getByRole("link", { name: words.back }).click();
      await expect(page).toHaveURL("/connectors");
    });
  });
}

readOnlyTest("an address of no connector says so, and leads back", async ({ page, cards, guards }) => {
  const id = "00000000-0000-4000-8000-000000000000";
  guards.provoke({ status: 404, path: `${LIST}/${id}` }, { status: 404, path: `${LIST}/${id}/history` });
  await page.goto(`/connectors/salesforce/${id}`);
  await expect(page.getByRole("heading", { level: 1, name: "There is no such connector" })).toBeVisible();
  await expect(page).toHaveTitle(/^There is no such connector · /);
  await page.getByRole("link", { name: "Go to Connectors" }).click();
  await expect(page).toHaveURL("/connectors");
  await expect(cards.setUp).toBeVisible();
});

test("what others change is there when the page is looked at again, and what is typed stays", async ({ page, server, sandbox }) => {
  const view = new ConnectorPage(page, words);
  await page.clock.install();
  await server.save(sandbox, "Production");
  await view.open((await only(server)).id);
  await view.button(words.editNotes).click();
  await view.notes.fill("Ask Ada.");
  await elsewhere(server, "PATCH", "", { name: "Renamed" });
  await lookAgain(page);
  await expect(view.heading).toHaveText("Renamed");
  await expect(page).toHaveTitle(/^Renamed · /);
  await expect(view.notes).toHaveValue("Ask Ada.");
  await expect(view.notes).toBeFocused();
});

test("a connector that is deleted meanwhile leaves what is typed to be copied", async ({ page, server, sandbox, guards, form }) => {
  const view = new ConnectorPage(page, words);
  await server.save(sandbox, "Production");
  const { id } = await only(server);
  await view.open(id);
  await view.button(words.editNotes).click();
  await view.notes.fill("Ask Ada.");
  await elsewhere(server, "POST", "/deactivate");
  await elsewhere(server, "DELETE");
  guards.provoke({ status: 404, path: `${LIST}/${id}` }, { status: 404, path: `${LIST}/${id}/history` });
  await lookAgain(page);
  await expect(page.getByRole("alert").filter({ hasText: "This connector was deleted meanwhile." })).toBeVisible();
  await expect(view.notes).toHaveValue("Ask Ada.");
  await view.button("Cancel").click();
  await form.leave.click();
  await expect(page.getByRole("heading", { level: 1, name: "There is no such connector" })).toBeVisible();
});

test("what could not be loaded is loaded again, and the focus is where it stands then", async ({ page, server, sandbox, guards }) => {
  const view = new ConnectorPage(page, words);
  await server.save(sandbox, "Production");
  const { id } = await only(server);
  await page.route(`**${LIST}/${id}`, (route) => route.abort("connectionrefused"), { times: 1 });
  guards.provoke({ status: "unreachable", path: `${LIST}/${id}` });
  await page.goto(`/connectors/salesforce/${id}`);
  await expect(page.getByRole("alert")).toContainText("The connector could not be loaded.");
  await view.button("Retry").click();
  await expect(view.heading).toHaveText("Production");
  await expect(view.heading).toBeFocused();
});

test("older history is fetched when it is asked for, and the focus goes to it", async ({ page, server, sandbox }) => {
  const view = new ConnectorPage(page, words);
  await server.save(sandbox, "Production");
  // Equal neighbors are one entry.
  for (let change = 0; change < 24; change += 1) {
    await elsewhere(server, "PATCH", "", change % 2 === 0 ? { notes: `${change}` } : { contact: `${change}` });
  }
  await view.open((await only(server)).id);
  const entries = page.getByRole("list", { name: words.history }).getByRole("listitem");
  await expect(entries.first()).toBeVisible();
  const before = await entries.count();
  await view.button("Show older").click();
  await expect(entries.nth(before)).toBeFocused();
  await expect(view.button("Show older")).toHaveCount(0);
  // What happens meanwhile stands above what was asked for.
  await elsewhere(server, "POST", "/deactivate");
  await lookAgain(page);
  await expect(view.entry("Deactivated")).toBeVisible();
  await expect(entries).toHaveCount(25);
});
