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

const FRENCH = /\/locales\/fr(-[0-9a-f]+)?\.json$/;
const WORDS = /\/locales\/[a-z]+(-[0-9a-f]+)?\.json$/;

test("a visit fetches the words of one language, and a switch those of the other", async ({ page, cards, guards }) => {
  const fetched = (): string[] => guards.asked.map(({ pathname }) => pathname).filter((path) => WORDS.test(path));
  await cards.open();
  expect(fetched()).toEqual([expect.stringMatching(/\/en[-.]/)]);
  await page.getByRole("button", { name: "Français" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Connecteurs");
  expect(fetched().slice(1)).toEqual([expect.stringMatching(/\/fr[-.]/)]);
  expect(await page.evaluate(() => document.documentElement.lang)).toBe("fr");
});

test("words that do not come are told in both languages, and Retry fetches them", async ({ page, cards, guards }) => {
  let refusals = 2;
  await page.route(WORDS, async (route) => {
    refusals -= 1;
    await (refusals < 0 ? route.continue() : route.abort("connectionrefused"));
  });
  guards.provoke({ status: "unreachable", path: WORDS });
  await page.goto("/connectors");
  const told = page.getByRole("alert");
  await expect(told).toContainText("This page could not be loaded.");
  await expect(told).toContainText("Impossible de charger cette page.");
  const retry = page.getByRole("button", { name: "Retry · Réessayer" });
  await retry.click();
  await expect.poll(() => guards.asked.filter(({ pathname }) => WORDS.test(pathname)).length).toBe(2);
  await expect(retry, "it failed once more").toBeVisible();
  await retry.click();
  await expect(cards.setUp).toBeVisible();
  await expect(told).toHaveCount(0);
});

test("a switch whose words do not come keeps the language, and can be tried again", async ({ page, cards, form, guards }) => {
  await page.route(FRENCH, (route) => route.abort("connectionrefused"), { times: 1 });
  guards.provoke({ status: "unreachable", path: FRENCH });
  await cards.open();
  await page.getByRole("button", { name: "Français" }).click();
  await expect(page.getByRole("alert")).toHaveText("This language could not be loaded. Choose it again.");
  expect(await page.evaluate(() => document.documentElement.lang)).toBe("en");
  await cards.setUp.click();
  await form.fill({ name: "Kept" });
  await page.evaluate(() => document.getElementById("language-fr")?.click());
  const french = new SalesforceForm(page, labels.fr);
  await expect(french.field("name")).toHaveValue("Kept");
  await expect(page.getByRole("alert")).toHaveCount(0);
});

test.describe("the gallery", () => {
  test.use({ gallery: true });

  test("knows the keys of the words that an element shows", async ({ page }) => {
    await page.goto("/_gallery/salesforce-form/rule-name-empty");
    const done = page.getByRole("button", { name: "Done", exact: true });
    await expect(done).toHaveAttribute("data-words", "salesforce_form.done");
    await expect(page.getByText("Enter a name.").first()).toHaveAttribute("data-words", "rule.name_empty");
    await expect(page.getByRole("navigation", { name: "Main" })).toHaveAttribute("data-words", "frame.navigation");
    await expect(page).toHaveTitle("Connectors · Control Hub");
  });
});
