// A connector is deactivated, reactivated and deleted from its row on the card. Answers come late, or never; somebody else
// is quicker.
import { hold } from "../support/hold.ts";
import { languages } from "../support/labels.ts";
import { chooseByKey, deactivateElsewhere, deleteElsewhere, lifecycleWords, LIST, makeToken, only, said, saved } from "../support/lifecycle.ts";
import { expect, test } from "../support/test.ts";

const words = lifecycleWords.en;

for (const language of languages) {
  test.describe(`from the first to the last (${language})`, () => {
    test.use({ language });

    test("a connector is deactivated, reactivated, deactivated and deleted with the keyboard alone", async ({ page, cards, sandbox, server }) => {
      const words = lifecycleWords[language];
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
  await expect(cards.connector("Production"), "nothing is claimed").toContainText(words.connected);
  await cards.choose("Other", words.deactivate);
  const other = page.getByRole("dialog").filter({ hasText: '"Other"' });
  await expect(other.getByRole("button").first()).toBeFocused();
  await held.continue();
  await expect(cards.connector("Production")).toContainText(words.deactivated);
  await expect(said(page)).toHaveText(words.nowDeactivated);
  await expect(other.getByRole("button").first()).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(cards.connector("Other")).toContainText(words.connected);
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

test("what somebody else deleted is told to be gone, whatever was to be done to it", async ({ page, cards, guards, sandbox, server }) => {
  await server.save(sandbox, "Production");
  const id = await only(server);
  await cards.open();
  await cards.choose("Production", words.deactivate);
  await deactivateElsewhere(server, id);
  await deleteElsewhere(server, id);
  guards.provoke({ status: 404, path: "/deactivate" });
  const dialog = page.getByRole("dialog", { name: words.deactivateTitle });
  await dialog.getByRole("button", { name: words.deactivate, exact: true }).click();
  await expect(dialog).toContainText('"Production" is gone');
  await page.keyboard.press("Escape");
  await expect(cards.setUp).toBeFocused();
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
