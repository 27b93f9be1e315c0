// Addresses: each view has one, a reload opens it, and all else is 404.
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

test("there is nothing anywhere else", async ({ page, guards }) => {
  for (const path of ["/connector", "/connectors/5", "/index.html/", "/src/lib.rs", "/.git/config"]) {
    guards.provoke({ status: 404, path });
    expect((await page.goto(path))?.status(), path).toBe(404);
  }
});

test("the title and the breadcrumb say where one is", async ({ page, cards }) => {
  await cards.open();
  await expect(page).toHaveTitle("Connectors · Control Hub");
  const steps = page.getByRole("navigation", { name: "Breadcrumb" }).getByRole("listitem");
  await expect(steps).toHaveText(["Contact Center", "Tenant Settings", "Integrations", "Connectors"]);
});
