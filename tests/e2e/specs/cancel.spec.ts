// Cancelling a check: before the save nothing is left, after it the page shows Saved.
import { expect, test } from "../support/test.ts";

const CREATE = "/connectors/salesforce";

test("while it checks, fields are read-only and only Cancel acts", async ({ page, form, sandbox, server, guards, words }) => {
  const stall = (await sandbox.failures()).find(({ id }) => id === "stall");
  await form.open();
  await form.fillGood("Cancelled", { ...sandbox.credentials, url: stall?.how.value ?? "" });
  guards.provoke({ status: 409, path: CREATE });
  await form.done.click();

  await expect(form.checking).toHaveAttribute("aria-disabled", "true");
  for (const field of ["name", "clientId", "emailId", "url"] as const) {
    await expect(form.field(field)).toHaveAttribute("readonly", "");
  }
  await expect.poll(() => sandbox.faultConnections(), "the check has reached Salesforce").toBeGreaterThan(0);

  await form.cancel.click();
  await expect(page.getByText("The check was cancelled. Nothing was saved.").first()).toBeVisible();
  await expect(form.done).toBeVisible();
  await expect(form.field("name")).toHaveValue("Cancelled");
  await expect(form.field("name")).not.toHaveAttribute("readonly");
  await expect(page.getByText(words.rsa2048)).toBeVisible();
  expect(await server.savedNames()).toEqual([]);

  // What was cancelled can be corrected and sent again.
  await form.fill({ url: sandbox.url });
  await form.done.click();
  await expect(form.closeAfterSaving).toBeFocused();
  expect(await server.savedNames()).toEqual(["Cancelled"]);
});

test("a cancel that comes too late shows Saved", async ({ page, form, sandbox, server, words }) => {
  await form.open();
  await form.fillGood("Too late", sandbox.credentials);
  // The answer is held back in the browser: the server has saved, and the page does not know yet.
  let saved: () => void = () => undefined;
  const savedByNow = new Promise<void>((resolve) => (saved = resolve));
  await page.route(`**${CREATE}`, async (route) => {
    await route.fetch();
    saved();
  });
  await form.done.click();
  await savedByNow;
  await form.cancel.click();
  const { emailId } = sandbox.credentials;
  const confirmation = words.confirmation("Too late", new URL(sandbox.url).host, emailId);
  await expect(page.getByText(confirmation, { exact: true })).toBeVisible();
  await expect(form.closeAfterSaving).toBeFocused();
  expect(await server.savedNames()).toEqual(["Too late"]);
});

test("a page that is closed during a check leaves nothing", async ({ page, form, sandbox, server }) => {
  const drip = (await sandbox.failures()).find(({ id }) => id === "stall");
  await form.open();
  await form.fillGood("Vanished", { ...sandbox.credentials, url: drip?.how.value ?? "" });
  const before = await sandbox.faultConnections();
  await form.done.click();
  await expect.poll(() => sandbox.faultConnections()).toBeGreaterThan(before);
  await page.close();
  expect(await server.savedNames()).toEqual([]);
  // A graceful end waits for what runs: whatever the check did has been done by then.
  await server.restart();
  expect(await server.savedNames()).toEqual([]);
});
