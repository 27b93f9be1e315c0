// A connector is deactivated, reactivated and deleted from its row on the card. Answers come late, or never; somebody else
// is quicker.
import type { Locator, Page } from "@playwright/test";

import type { Cards } from "../support/cards.ts";
import { hold } from "../support/hold.ts";
import { type Language, languages } from "../support/labels.ts";
import type { Server } from "../support/server.ts";
import { expect, test } from "../support/test.ts";

/** The words of the page by which these tests find things. */
const allWords = {
  en: {
    connected: "Connected",
    deactivated: "Deactivated",
    deactivate: "Deactivate",
    reactivate: "Reactivate",
    delete: "Delete",
    deactivateTitle: "Deactivate this connector?",
    reactivateTitle: "Reactivate Connector",
    deleteTitle: "Delete this connector?",
    nowDeactivated: '"Production" is deactivated.',
    nowReactivated: '"Production" can be used again.',
    nowDeleted: '"Production" is deleted.',
    name: "Name of the connector",
    differs: "This is not the connector's name.",
    nameFirst: "You can delete it once its name is entered.",
    count: "1 of 5",
  },
  fr: {
    connected: "Connecté",
    deactivated: "Désactivé",
    deactivate: "Désactiver",
    reactivate: "Réactiver",
    delete: "Supprimer",
    deactivateTitle: "Désactiver ce connecteur ?",
    reactivateTitle: "Réactiver le connecteur",
    deleteTitle: "Supprimer ce connecteur ?",
    nowDeactivated: "« Production » est désactivé.",
    nowReactivated: "« Production » peut de nouveau être utilisé.",
    nowDeleted: "« Production » est supprimé.",
    name: "Nom du connecteur",
    differs: "Ce n'est pas le nom du connecteur.",
    nameFirst: "Vous pourrez le supprimer une fois son nom saisi.",
    count: "1 sur 5",
  },
} satisfies Record<Language, Record<string, string>>;

const words = allWords.en;
const LIST = "/api/v1/connectors";

interface Saved {
  id: string;
  name: string;
  state: string;
  revision: number;
}

async function saved(server: Server): Promise<Saved[]> {
  return ((await (await fetch(`${server.origin}${LIST}`)).json()) as { connectors: Saved[] }).connectors;
}

/** The id of the only connector. */
async function only(server: Server): Promise<string> {
  const [connector, ...others] = await saved(server);
  if (connector === undefined || others.length > 0) throw new Error("there is not one connector alone");
  return connector.id;
}

/** Deactivates a connector as another admin would. */
async function deactivateElsewhere(server: Server, id: string): Promise<void> {
  const response = await fetch(`${server.origin}${LIST}/${id}/deactivate`, { method: "POST" });
  if (!response.ok) throw new Error(`deactivating: ${response.status} ${await response.text()}`);
}

/** Makes a service token that names these connectors. */
async function makeToken(server: Server, name: string, scope: unknown): Promise<void> {
  const response = await fetch(`${server.origin}/api/v1/service-tokens`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ name, scope, expiresAt: Date.now() + 30 * 86_400_000 }),
  });
  if (response.status !== 201) throw new Error(`a token: ${response.status} ${await response.text()}`);
}

/** The region that tells what came of it, once no dialog is open. */
function said(page: Page): Locator {
  return page.getByRole("main").getByRole("status");
}

/** Chooses from a connector's menu without a mouse: the last item, or one further up. */
async function chooseByKey(page: Page, cards: Cards, name: string, up = 0): Promise<void> {
  await cards.menuButton(name).focus();
  await page.keyboard.press("ArrowUp");
  await expect(cards.menu(name).getByRole("menuitem").last()).toBeFocused();
  for (let step = 0; step < up; step += 1) await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
}

for (const language of languages) {
  test.describe(`from the first to the last (${language})`, () => {
    test.use({ language });

    test("a connector is deactivated, reactivated, deactivated and deleted with the keyboard alone", async ({ page, cards, sandbox, server }) => {
      const words = allWords[language];
      await server.save(sandbox, "Production");
      await server.save(sandbox, "Other");
      const id = (await saved(server)).find(({ name }) => name === "Production")?.id ?? "";
      await makeToken(server, "Names it", { connectors: [id] });
      await makeToken(server, "May use all", "all");
      await cards.open();
      const row = cards.connector("Production");
      await expect(row).toContainText(words.connected);

      const deactivating = page.getByRole("dialog", { name: words.deactivateTitle });
      const deactivate = async (): Promise<void> => {
        await chooseByKey(page, cards, "Production");
        await expect(deactivating.getByRole("button").first()).toBeFocused();
        await expect(deactivating).toContainText("May use all, Names it");
        await page.keyboard.press("Tab");
        await page.keyboard.press("Enter");
        await expect(deactivating).toHaveCount(0);
        await expect(row).toContainText(words.deactivated);
        await expect(said(page)).toHaveText(words.nowDeactivated);
        await expect(cards.menuButton("Production")).toBeFocused();
      };
      await deactivate();

      await chooseByKey(page, cards, "Production", 1);
      await expect(page.getByRole("dialog", { name: words.reactivateTitle })).toHaveCount(0);
      await expect(row).toContainText(words.connected);
      await expect(said(page)).toHaveText(words.nowReactivated);
      await expect(cards.menuButton("Production")).toBeFocused();

      await deactivate();
      await chooseByKey(page, cards, "Production");
      const deleting = page.getByRole("dialog", { name: words.deleteTitle });
      const [name, remove] = [deleting.getByRole("textbox", { name: words.name }), deleting.getByRole("button").last()];
      await expect(name).toBeFocused();
      await expect(deleting).toHaveAccessibleDescription(/Production/);
      await expect(deleting).toContainText("Names it");
      await expect(deleting).not.toContainText("May use all");
      await expect(remove).toHaveAttribute("aria-disabled", "true");
      await expect(remove).toHaveAccessibleDescription(words.nameFirst);
      await page.keyboard.press("Enter");
      await page.keyboard.type("Other");
      await expect(name).toHaveAccessibleDescription(new RegExp(words.differs));
      await page.keyboard.press("Enter");
      await expect(deleting).toBeVisible();
      await name.fill(" Production ");
      await expect(name).not.toHaveAttribute("aria-invalid", "true");
      await expect(remove).not.toHaveAttribute("aria-disabled", "true");
      await page.keyboard.press("Enter");
      await expect(deleting).toHaveCount(0);
      await expect(row).toHaveCount(0);
      await expect(said(page)).toHaveText(words.nowDeleted);
      await expect(cards.addMore).toBeFocused();
      await expect(page.getByText(words.count), "its place is free").toBeVisible();
      expect(await server.savedNames()).toEqual(["Other"]);
    });
  });
}

test("Esc leaves a connector as it is, and the focus where it was", async ({ page, cards, sandbox, server }) => {
  await server.save(sandbox, "Production");
  await cards.open();
  await cards.choose("Production", words.deactivate);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(cards.menuButton("Production")).toBeFocused();
  await deactivateElsewhere(server, await only(server));
  await page.reload();
  await cards.choose("Production", words.delete);
  await page.getByRole("textbox", { name: words.name }).fill("Production");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(cards.menuButton("Production")).toBeFocused();
  await cards.choose("Production", words.delete);
  await expect(page.getByRole("textbox", { name: words.name }), "asked anew").toHaveValue("");
  expect(await server.savedNames()).toEqual(["Production"]);
});

test("who closed the dialog meanwhile is told what came of it, and is not disturbed", async ({ page, cards, sandbox, server }) => {
  await server.save(sandbox, "Production");
  await server.save(sandbox, "Other");
  await cards.open();
  await cards.choose("Production", words.deactivate);
  const asked = await hold(page, "**/deactivate");
  await page.getByRole("dialog").getByRole("button", { name: words.deactivate, exact: true }).click();
  const held = await asked.route;
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await cards.link("Other").focus();
  await expect(cards.connector("Production"), "nothing is claimed").toContainText(words.connected);
  await held.continue();
  await expect(cards.connector("Production")).toContainText(words.deactivated);
  await expect(said(page)).toHaveText(words.nowDeactivated);
  await expect(cards.link("Other")).toBeFocused();
});

test("an answer that is lost claims nothing, and to ask again does no harm", async ({ page, cards, guards, sandbox, server }) => {
  await server.save(sandbox, "Production");
  const id = await only(server);
  await deactivateElsewhere(server, id);
  await cards.open();
  await cards.choose("Production", words.delete);
  const dialog = page.getByRole("dialog", { name: words.deleteTitle });
  await dialog.getByRole("textbox", { name: words.name }).fill("Production");
  // It is deleted, and nobody hears of it.
  const asked = await hold(page, `**${LIST}/${id}`);
  await dialog.getByRole("button", { name: words.delete, exact: true }).click();
  const held = await asked.route;
  expect(held.request().method()).toBe("DELETE");
  await held.fetch();
  guards.provoke({ status: "unreachable", path: `${LIST}/${id}` }, { status: 404, path: `${LIST}/${id}` });
  await held.abort("connectionrefused");
  await expect(dialog.getByRole("group", { name: "The server did not answer." })).toBeFocused();
  await expect(dialog).toContainText("It may have been done all the same.");
  await expect(dialog.getByRole("textbox", { name: words.name })).toHaveValue("Production");
  await dialog.getByRole("button", { name: words.delete, exact: true }).click();
  await expect(dialog).toHaveCount(0);
  await expect(cards.setUp).toBeFocused();
  await expect(said(page)).toHaveText(words.nowDeleted);
});

test("who deletes what somebody changed meanwhile looks again first", async ({ page, cards, guards, sandbox, server }) => {
  await server.save(sandbox, "Production");
  const id = await only(server);
  await deactivateElsewhere(server, id);
  await cards.open();
  await cards.choose("Production", words.delete);
  const dialog = page.getByRole("dialog", { name: words.deleteTitle });
  const name = dialog.getByRole("textbox", { name: words.name });
  await name.fill("Production");
  const [before] = await saved(server);
  const renamed = await fetch(`${server.origin}${LIST}/${id}`, {
    method: "PATCH",
    headers: { "Content-Type": "application/json", "If-Match": `"${before?.revision ?? 0}"` },
    body: JSON.stringify({ name: "Renamed" }),
  });
  expect(renamed.status).toBe(200);
  guards.provoke({ status: 412, path: `${LIST}/${id}` });
  await dialog.getByRole("button", { name: words.delete, exact: true }).click();
  const banner = dialog.getByRole("group", { name: "Somebody else changed this connector meanwhile." });
  await expect(banner).toBeFocused();
  await expect(banner).toContainText("Nothing was deleted.");
  await expect(banner).toContainText("Last changed by ");
  await banner.getByRole("button", { name: "Look Again" }).click();
  await expect(banner).toHaveCount(0);
  await expect(name).toBeFocused();
  await expect(name).toHaveValue("Production");
  await expect(name).toHaveAccessibleDescription(/Renamed.*This is not the connector's name\./s);
  await name.fill("Renamed");
  await page.keyboard.press("Enter");
  await expect(dialog).toHaveCount(0);
  expect(await saved(server)).toEqual([]);
});

test("what somebody else reactivated is not deleted", async ({ page, cards, guards, sandbox, server }) => {
  await server.save(sandbox, "Production");
  const id = await only(server);
  await deactivateElsewhere(server, id);
  await cards.open();
  await cards.choose("Production", words.delete);
  const dialog = page.getByRole("dialog", { name: words.deleteTitle });
  await dialog.getByRole("textbox", { name: words.name }).fill("Production");
  expect((await fetch(`${server.origin}${LIST}/${id}/reactivate`, { method: "POST" })).status).toBe(200);
  guards.provoke({ status: 409, path: `${LIST}/${id}` });
  await dialog.getByRole("button", { name: words.delete, exact: true }).click();
  await expect(dialog).toContainText('"Production" was not deleted.');
  expect(await server.savedNames()).toEqual(["Production"]);
});

test("a refusal by Salesforce is told in its words, and the connector stays deactivated", async ({ page, cards, guards, sandbox, server }) => {
  await server.save(sandbox, "Production");
  await deactivateElsewhere(server, await only(server));
  await cards.open();
  await page.route("**/reactivate", (route) => {
    const body = {
      type: "urn:connectors:problem:salesforce_inactive_user",
      title: "x",
      status: 422,
      code: "salesforce_inactive_user",
      salesforce: { error: "inactive_user", errorDescription: "user is inactive" },
      requestId: "r-1",
    };
    return route.fulfill({ status: 422, contentType: "application/problem+json", body: JSON.stringify(body) });
  });
  guards.provoke({ status: 422, path: "/reactivate" });
  const asked = await hold(page, "**/reactivate");
  await cards.choose("Production", words.reactivate);
  const dialog = page.getByRole("dialog", { name: words.reactivateTitle });
  await expect(dialog.getByText("Checking the connection…")).toBeVisible();
  await (await asked.route).fallback();
  const banner = dialog.getByRole("group", { name: "This user is inactive." });
  await expect(banner).toBeFocused();
  await expect(banner).toContainText("user is inactive");
  await expect(dialog).toContainText('"Production" stays deactivated.');
  await page.unroute("**/reactivate");
  await dialog.getByRole("button", { name: "Retry" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(cards.connector("Production")).toContainText(words.connected);
});
