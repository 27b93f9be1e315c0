// Addresses: each view has one, a reload opens it, and all else has the page that says that there is none.
import { expectAccessible, expectNoSidewaysScrolling, looks, wear } from "../support/axe.ts";
import { hold } from "../support/hold.ts";
import { languages } from "../support/labels.ts";
import { expect, readOnlyTest as test } from "../support/test.ts";

test("a reload at the form's address opens the form over the cards", async ({ page, cards, form }) => {
  await cards.open();
  await cards.setUp.click();
  await expect(form.dialog).toBeVisible();
  await page.reload();
  await expect(form.dialog).toBeVisible();
  await expect(form.field("name")).toBeFocused();
  await expect(form.field("url")).toHaveValue("https://login.salesforce.com");
  await form.close.click();
  await expect(form.dialog).toHaveCount(0);
  await expect(page).toHaveURL("/connectors");
  await expect(cards.setUp).toBeFocused();
});

test("a form that is left before the cards are there leaves the focus to them", async ({ page, cards, form }) => {
  const list = await hold(page, "**/api/v1/connectors");
  await form.open();
  await form.close.click();
  await expect(form.dialog).toHaveCount(0);
  await (await list.route).continue();
  await expect(cards.setUp).toBeFocused();
});

test("a form opened by its address knows the operator's authorities", async ({ form, sandbox }) => {
  await form.open();
  // Once a field is marked, it stays so for as long as it is wrong.
  await form.fill({ url: "http://localhost:9" });
  await form.field("url").blur();
  await expect(form.field("url")).toHaveAttribute("aria-invalid", "true");
  await form.fill({ url: sandbox.url });
  await form.field("url").blur();
  await expect(form.field("url")).not.toHaveAttribute("aria-invalid");
});

for (const path of ["/", "/connectors/", "/services/contact-center/connectors"]) {
  test(`${path} leads to the cards`, async ({ page, cards }) => {
    await page.goto(path);
    await expect(cards.setUp).toBeVisible();
  });
}

for (const language of languages) {
  test.describe(`an unknown address (${language})`, () => {
    test.use({ language });

    test("has the page that says so, and leads on from there", async ({ page, cards, guards, words }) => {
      const title = { en: "There is no such page", fr: "Cette page n'existe pas" }[language];
      for (const path of ["/connector", "/Connectors", "/connectors/5", "/connectors/salesforce/new/x", "/_gallery/nope", "/a/b/c", "/index.html/", "/src/lib.rs", "/.git/config"]) {
        guards.provoke({ status: 404, path });
        expect((await page.goto(path))?.status(), path).toBe(404);
        await expect(page.getByRole("heading", { level: 1 }), path).toHaveText(title);
      }
      await expect(page).toHaveTitle(`${title} · Control Hub`);
      await expect(page.locator("[aria-current]"), "it stands nowhere").toHaveCount(0);
      for (const look of looks) {
        await wear(page, look);
        await expectAccessible(page, `an unknown address, ${look.colorScheme}, ${look.width}`, look.rules);
        await expectNoSidewaysScrolling(page);
      }
      await page.getByRole("main").getByRole("link").click();
      await expect(page).toHaveURL("/connectors");
      await expect(cards.setUp).toBeVisible();
      await expect(page).toHaveTitle(`${words.connectors} · Control Hub`);
      await page.goBack();
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
      await expect(page.getByRole("main")).toBeFocused();
    });
  });
}

test("a file that does not exist is no page", async ({ page }) => {
  for (const path of ["/connectors-0123456789abcdef.js", "/locales/xx.json", "/app.wasm", "/robots.txt"]) {
    const answer = await page.request.get(path);
    expect(answer.status(), path).toBe(404);
    expect(answer.headers()["content-type"], path).toContain("text/plain");
  }
});

test("the title and the breadcrumb say where one is", async ({ page, cards }) => {
  await cards.open();
  await expect(page).toHaveTitle("Connectors · Control Hub");
  const steps = page.getByRole("navigation", { name: "Breadcrumb" }).getByRole("listitem");
  await expect(steps).toHaveText(["Contact Center", "Tenant Settings", "Integrations", "Connectors"]);
});
