// "Try the other addresses": what works is entered and can be taken back, what does not is told, and nothing is saved.
import type { Locator, Page } from "@playwright/test";

import { hold } from "../support/hold.ts";
import { languages } from "../support/labels.ts";
import type { Sandbox } from "../support/sandbox.ts";
import { expect, test } from "../support/test.ts";

const CREATE = "/connectors/salesforce";
const FIND = "/connectors/salesforce/find-audience";
const LOGIN = "https://login.salesforce.com";

/** The Client ID of a failure. */
async function clientIdOf(sandbox: Sandbox, id: string): Promise<string> {
  return (await sandbox.failures()).find((failure) => failure.id === id)?.how.value ?? "";
}

function button(page: Page, name: string): Locator {
  return page.getByRole("button", { name, exact: true });
}

for (const language of languages) {
  test.describe(language, () => {
    test.use({ language });

    test("what works is entered, can be taken back, and is saved by Done", async ({ page, form, guards, sandbox, server, words }) => {
      guards.provoke({ status: 422, path: CREATE });
      await form.open();
      await form.fillGood("Found", { ...sandbox.credentials, clientId: await clientIdOf(sandbox, "login-audience-only") });
      await form.done.click();
      await expect(form.failure).toBeFocused();
      // The failure leads to the field that it marks.
      await form.failure.getByRole("link", { name: words.url, exact: true }).click();
      await expect(form.field("url")).toBeFocused();

      await button(page, words.tryAddresses).click();
      await expect(form.failure, "what was found takes the banner's place").toBeFocused();
      await expect(form.failure).toContainText(LOGIN);
      await expect(form.field("audience"), "Advanced unfolds").toHaveValue(LOGIN);
      await expect(form.field("url")).toHaveValue(sandbox.url);
      expect(await form.marked(["url", "audience", "emailId"])).toEqual([]);
      expect(await server.savedNames()).toEqual([]);

      await button(page, words.undo).click();
      await expect(form.field("url")).toBeFocused();
      await expect(form.field("audience")).toHaveValue("");
      await expect(form.failure).toHaveCount(0);

      await form.done.click();
      await button(page, words.tryAddresses).click();
      await expect(form.field("audience")).toHaveValue(LOGIN);
      await form.done.click();
      await expect(form.closeAfterSaving).toBeFocused();
      expect(await server.savedNames()).toEqual(["Found"]);
    });
  });
}

test("where nothing works each address says why, and the button is gone until the address changes", async ({ page, form, guards, sandbox, words }) => {
  guards.provoke({ status: 422, path: CREATE });
  await form.open();
  await form.fillGood("Lost", { ...sandbox.credentials, clientId: await clientIdOf(sandbox, "not-approved") });
  await form.done.click();
  await button(page, words.tryAddresses).click();
  const refused = form.failure.getByRole("listitem");
  await expect(refused).toHaveCount(2);
  await expect(refused.first()).toContainText(LOGIN);
  await expect(refused.first()).toContainText("user hasn't approved this consumer");
  await expect(refused.last()).toContainText("audience is invalid");
  await expect(form.failure, "with the result the banner has the focus").toBeFocused();
  await expect(button(page, words.tryAddresses)).toHaveCount(0);
  await form.fill({ audience: LOGIN });
  await expect(button(page, words.tryAddresses)).toBeVisible();
});

test("while it runs fields are read-only, and Cancel ends it", async ({ page, form, guards, sandbox, words }) => {
  guards.provoke({ status: 422, path: CREATE }, { status: "aborted", path: FIND });
  await form.open();
  await form.fillGood("Canceled", { ...sandbox.credentials, clientId: await clientIdOf(sandbox, "login-audience-only") });
  await form.done.click();
  const held = await hold(page, `**${FIND}`);
  await button(page, words.tryAddresses).click();
  await held.route;
  await expect(form.failure).toContainText(words.tryingAddresses);
  await expect(form.failure, "the button is gone").toBeFocused();
  await expect(form.field("name")).toHaveAttribute("readonly", "");
  await expect(form.done).toHaveAttribute("aria-disabled", "true");

  await form.cancel.click();
  await expect(button(page, words.tryAddresses)).toBeVisible();
  await expect(form.field("name")).not.toHaveAttribute("readonly");
  await expect(form.field("name")).toHaveValue("Canceled");
  await expect(form.field("url")).toHaveValue(sandbox.url);
});

test("it is offered for no failure that another address cannot mend", async ({ page, form, guards, sandbox, words }) => {
  guards.provoke({ status: 422, path: CREATE });
  await form.open();
  await form.fillGood("Blocked", { ...sandbox.credentials, clientId: await clientIdOf(sandbox, "app-blocked") });
  await form.done.click();
  await expect(form.failure).toBeFocused();
  await expect(button(page, words.tryAddresses)).toHaveCount(0);
});
