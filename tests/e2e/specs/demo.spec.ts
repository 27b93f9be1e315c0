// The demo fills in its form by itself: one button, and Done works. The key is gone with the form.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { hitsInPage } from "../support/canary.ts";
import { languages } from "../support/labels.ts";
import { expect, readOnlyTest, test as stack } from "../support/test.ts";

const NAMES = { en: "Fill in the demo's values", fr: "Remplir avec les valeurs de la démo" };

const test = stack.extend({
  // As `cargo xtask run` writes and names it.
  serverArguments: async ({ sandbox }, use) => {
    const directory = mkdtempSync(join(tmpdir(), "connectors-demo-"));
    const file = join(directory, "credentials.json");
    const { clientId, emailId, url, privateKeyFile } = sandbox.credentials;
    writeFileSync(file, JSON.stringify({ page: "", clientId, emailId, url, privateKeyFile }));
    await use(["--demo-credentials", file]);
    rmSync(directory, { recursive: true });
  },
});

for (const language of languages) {
  test.describe(`the demo (${language})`, () => {
    test.use({ language });

    test("fills in its form, and Done works at once, again and again", async ({ page, cards, form, sandbox, server }) => {
      const fill = page.getByRole("button", { name: NAMES[language] });
      for (const name of ["Sandbox", "Sandbox 2"]) {
        await cards.open();
        await fill.click();
        await expect(page).toHaveURL("/connectors/salesforce/new");
        await expect(form.field("name")).toHaveValue(name);
        await expect(form.field("url")).toHaveValue(sandbox.url);
        await expect(form.goodKey).toBeVisible();
        await expect(page.locator("[aria-invalid=true]")).toHaveCount(0);
        await form.done.click();
        await form.closeAfterSaving.click();
        await expect(cards.connector(name)).toBeVisible();
        expect(await hitsInPage(page, sandbox.credentials.privateKey), "in the page").toEqual([]);
      }
      expect(server.log).not.toContain("PRIVATE KEY");
    });
  });
}

test("what was filled in is asked about, and gone when it is left", async ({ page, cards, form, sandbox }) => {
  await cards.open();
  const fill = page.getByRole("button", { name: NAMES.en });
  await fill.click();
  await expect(form.goodKey).toBeVisible();
  await page.keyboard.press("Escape");
  await form.leave.click();
  await expect(page).toHaveURL("/connectors");
  expect(await hitsInPage(page, sandbox.credentials.privateKey), "in the page").toEqual([]);
  await cards.setUp.click();
  await expect(form.field("name"), "a form that was not filled in is empty").toHaveValue("");
});

test("where the values cannot be had, the banner says why", async ({ page, cards, form, guards }) => {
  await cards.open();
  const fill = page.getByRole("button", { name: NAMES.en });
  await page.route("**/api/v1/demo/form", (route) => route.abort("connectionrefused"), { times: 1 });
  guards.provoke({ status: "unreachable", path: "/api/v1/demo/form" });
  await fill.click();
  await expect(page.getByRole("group", { name: "The server did not answer." })).toBeFocused();
  await fill.click();
  await expect(form.goodKey).toBeVisible();
});

readOnlyTest("a demo without credentials offers nothing", async ({ page, cards }) => {
  await cards.open();
  await expect(page.getByText("Demo: a sandbox answers")).toBeVisible();
  await expect(page.getByRole("button", { name: NAMES.en })).toHaveCount(0);
});
