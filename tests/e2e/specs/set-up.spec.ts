// The main job: a connector is set up, and is still there afterwards.
import { languages } from "../support/labels.ts";
import { expect, test } from "../support/test.ts";

for (const language of languages) {
  test.describe(`set up (${language})`, () => {
    test.use({ language });

    test("from the card to the confirmation and back", async ({ page, cards, form, sandbox, server, words }) => {
      await cards.open();
      await cards.setUp.click();
      await expect(form.dialog).toBeVisible();
      await expect(page).toHaveURL("/connectors/salesforce/new");
      await expect(form.field("name")).toBeFocused();
      await expect(form.field("url")).toHaveValue("https://login.salesforce.com");

      await form.fillGood("Production", sandbox.credentials);
      await form.done.click();

      const host = new URL(sandbox.url).host;
      const { emailId } = sandbox.credentials;
      await expect(page.getByText(words.confirmation("Production", host, emailId), { exact: true })).toBeVisible();
      await expect(form.closeAfterSaving).toBeFocused();
      await expect(form.done).toHaveCount(0);
      await expect(form.cancel).toHaveCount(0);
      await expect(page.getByRole("textbox")).toHaveCount(0);
      expect(await server.savedNames()).toEqual(["Production"]);

      await form.closeAfterSaving.click();
      await expect(form.dialog).toHaveCount(0);
      await expect(page).toHaveURL("/connectors");
      await expect(cards.addMore).toBeFocused();
      await expect(cards.setUp).toHaveCount(0);
      await expect(cards.connector("Production")).toContainText(host);
    });
  });
}

test("a saved connector survives a reload and a restart of the server", async ({ page, cards, form, sandbox, server }) => {
  await form.open();
  await form.fillGood("Production", sandbox.credentials);
  await form.done.click();
  await form.closeAfterSaving.click();
  await expect(cards.connector("Production")).toBeVisible();

  await page.reload();
  await expect(cards.connector("Production")).toBeVisible();

  await server.restart();
  await page.reload();
  await expect(cards.connector("Production")).toBeVisible();
  await expect(cards.addMore).toBeVisible();
});

test("the saved connector is what was typed, trimmed", async ({ form, sandbox, server, page }) => {
  const { clientId, emailId, url, privateKey } = sandbox.credentials;
  await form.open();
  await form.fill({ name: "  Zürich 東京  ", clientId: ` ${clientId} `, emailId: `${emailId} `, url: ` ${url}/ `, privateKey });
  await form.done.click();
  await expect(form.closeAfterSaving).toBeFocused();
  const response = await page.request.get("/api/v1/connectors");
  const { connectors } = (await response.json()) as { connectors: Record<string, unknown>[] };
  expect(connectors).toHaveLength(1);
  expect(connectors[0]).toMatchObject({ name: "Zürich 東京", clientId, emailId, url });
  expect(JSON.stringify(connectors)).not.toContain("PRIVATE KEY");
  expect(server.log).not.toContain("PRIVATE KEY");
});

test("a second one is added with Add More", async ({ cards, form, sandbox, server }) => {
  await server.save(sandbox, "First");
  await cards.open();
  await cards.addMore.click();
  await form.fillGood("Second", sandbox.credentials);
  await form.done.click();
  await form.closeAfterSaving.click();
  await expect(cards.list.getByRole("listitem")).toHaveCount(2);
});
