// English and French.
import { SalesforceForm } from "../support/form.ts";
import { labels } from "../support/labels.ts";
import { expect, readOnlyTest as test } from "../support/test.ts";

test.describe("a browser that prefers French", () => {
  test.use({ language: "fr" });

  test("gets French, to the document's own language", async ({ page, cards, form }) => {
    await cards.open();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Connecteurs");
    expect(await page.evaluate(() => document.documentElement.lang)).toBe("fr");
    await cards.setUp.click();
    await expect(form.dialog).toBeVisible();
    for (const field of ["name", "clientId", "emailId", "url", "privateKey"] as const) {
      await expect(form.field(field)).toBeVisible();
    }
  });
});

test("the choice of language is kept", async ({ page, cards }) => {
  await cards.open();
  await page.getByRole("button", { name: "Français" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Connecteurs");
  await expect(page.getByRole("button", { name: "Français" })).toBeFocused();
  await expect(page.getByRole("button", { name: "Français" })).toHaveAttribute("aria-pressed", "true");
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Connecteurs");
  await page.getByRole("button", { name: "English" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Connectors");
  expect(await page.evaluate(() => ({ ...localStorage })), "nothing else is ever stored").toEqual({
    "connectors.language": "en",
  });
});

test("another language keeps what was typed", async ({ page, cards, form, sandbox }) => {
  const { clientId, emailId, privateKey } = sandbox.credentials;
  const audience = "https://test.salesforce.com";
  await cards.open();
  await cards.setUp.click();
  await form.fill({ name: "Kept", clientId, emailId, audience, privateKey });
  // Behind the form, which is a modal dialog, nobody can press it.
  await page.evaluate(() => document.getElementById("language-fr")?.click());

  const french = new SalesforceForm(page, labels.fr);
  await expect(french.field("name")).toHaveValue("Kept");
  await expect(french.field("clientId")).toHaveValue(clientId);
  await expect(french.field("emailId")).toHaveValue(emailId);
  await expect(french.field("audience")).toHaveValue(audience);
  await expect(french.goodKey).toBeVisible();
  await french.fill({ name: "Gardé" });

  await page.evaluate(() => document.getElementById("language-en")?.click());
  await expect(form.field("name")).toHaveValue("Gardé");
  await expect(form.goodKey).toBeVisible();
});

test("a link can name a language", async ({ page }) => {
  await page.goto("/connectors?lang=fr");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Connecteurs");
  await page.getByRole("button", { name: "English" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Connectors");
  await expect(page, "the choice outlives a reload").toHaveURL("/connectors");
});

test.describe("a browser that prefers neither", () => {
  test.use({ locale: "ja-JP" });

  test("gets English", async ({ page }) => {
    await page.goto("/connectors");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Connectors");
  });
});
