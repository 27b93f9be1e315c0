// Canceling a check: before the save nothing is left, after it the page shows Saved; whatever the create and its cancel
// are answered, and in whichever order, the form can be used again.
import { hold } from "../support/hold.ts";
import { expect, test } from "../support/test.ts";

const CREATE = "/connectors/salesforce";
const CANCELED = "The check was canceled. Nothing was saved.";

test("while it checks, fields are read-only and only Cancel acts", async ({ page, form, sandbox, server, guards, words }) => {
  const stall = (await sandbox.failures()).find(({ id }) => id === "stall");
  await form.open();
  await form.fillGood("Canceled", { ...sandbox.credentials, url: stall?.how.value ?? "" });
  guards.provoke({ status: 409, path: CREATE });
  await form.done.click();

  await expect(form.checking).toHaveAttribute("aria-disabled", "true");
  for (const field of ["name", "clientId", "emailId", "url"] as const) {
    await expect(form.field(field)).toHaveAttribute("readonly", "");
  }
  await expect.poll(() => sandbox.faultConnections(), "the check has reached Salesforce").toBeGreaterThan(0);

  await form.cancel.click();
  // The form was scrolled down to its last field.
  await expect(page.getByText(CANCELED).first()).toBeInViewport({ ratio: 1 });
  await expect(form.done).toBeVisible();
  await expect(form.field("name")).toHaveValue("Canceled");
  await expect(form.field("name")).not.toHaveAttribute("readonly");
  await expect(page.getByText(words.rsa2048)).toBeVisible();
  expect(await server.savedNames()).toEqual([]);

  // What was canceled can be corrected and sent again.
  await form.fill({ url: sandbox.url });
  await form.done.click();
  await expect(form.closeAfterSaving).toBeFocused();
  expect(await server.savedNames()).toEqual(["Canceled"]);
});

test("a cancel that comes too late shows Saved", async ({ page, cards, form, sandbox, server, words }) => {
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
  // The create itself is never answered: that the list has changed is known by the cancel.
  await form.closeAfterSaving.click();
  await expect(cards.connector("Too late")).toBeVisible();
});

for (const first of ["create", "cancel"] as const) {
  test(`a create without an answer is decided by its cancel: the ${first} first`, async ({ page, form, sandbox, server, guards, words }) => {
    guards.provoke({ status: first === "create" ? 502 : "unreachable", path: CREATE });
    const create = await hold(page, `**${CREATE}`);
    const cancel = await hold(page, `**${CREATE}/attempts/*`);
    await form.open();
    await form.fillGood("Lost", sandbox.credentials);
    await form.done.click();
    const lost = await create.route;
    await form.cancel.click();
    const asked = await cancel.route;
    if (first === "create") {
      // A proxy in between: its page is no answer of the server's.
      const answered = page.waitForResponse(`**${CREATE}`);
      await lost.fulfill({ status: 502, contentType: "text/html", body: "<h1>Bad Gateway</h1>" });
      await (await answered).finished();
    } else {
      const answered = page.waitForResponse(`**${CREATE}/attempts/*`);
      await asked.continue();
      await (await answered).finished();
    }
    await expect(form.checking, "one answer of two, and not the one that decides").toHaveAttribute("aria-disabled", "true");
    await (first === "create" ? asked.continue() : lost.abort("connectionfailed"));

    await expect(page.getByText(CANCELED).first()).toBeVisible();
    await expect(form.field("name")).toHaveValue("Lost");
    await expect(form.field("name")).not.toHaveAttribute("readonly");
    await expect(page.getByText(words.rsa2048)).toBeVisible();
    expect(await server.savedNames()).toEqual([]);
    // The server remembers a cancel that came before its create: under the old key this would be refused.
    await form.done.click();
    await expect(form.closeAfterSaving).toBeFocused();
    expect(await server.savedNames()).toEqual(["Lost"]);
  });
}

test("neither the create nor its cancel is answered: it may have been saved, and Done again is the same request", async ({ page, form, sandbox, server, guards, words }) => {
  guards.provoke({ status: "unreachable", path: CREATE }, { status: "unreachable", path: /\/attempts\// });
  const create = await hold(page, `**${CREATE}`);
  const cancel = await hold(page, `**${CREATE}/attempts/*`);
  await form.open();
  await form.fillGood("Offline", sandbox.credentials);
  await form.done.click();
  const lost = await create.route;
  await form.cancel.click();
  await (await cancel.route).abort("internetdisconnected");
  await lost.abort("internetdisconnected");
  await expect(form.failure).toBeFocused();
  await expect(form.failure).toContainText(words.maybeSaved);
  await expect(form.field("name")).toHaveValue("Offline");

  const again = page.waitForRequest(`**${CREATE}`);
  await form.done.click();
  expect((await again).headers()["idempotency-key"]).toBe(lost.request().headers()["idempotency-key"]);
  await expect(form.closeAfterSaving).toBeFocused();
  expect(await server.savedNames()).toEqual(["Offline"]);
});

test("a cancel that arrives after the check has failed does not cancel the next", async ({ page, form, sandbox, guards }) => {
  const failure = (await sandbox.failures()).find(({ id }) => id === "unknown-client");
  guards.provoke({ status: 422, path: CREATE });
  const create = await hold(page, `**${CREATE}`);
  const cancel = await hold(page, `**${CREATE}/attempts/*`);
  await form.open();
  await form.fillGood("Late", { ...sandbox.credentials, clientId: failure?.how.value ?? "" });
  await form.done.click();
  const refused = await create.route;
  const response = await refused.fetch();
  await form.cancel.click();
  const late = await cancel.route;
  await refused.fulfill({ response });
  await expect(form.failure).toBeFocused();
  const remembered = page.waitForResponse(`**${CREATE}/attempts/*`);
  await late.continue();
  await (await remembered).finished();

  const again = page.waitForResponse(`**${CREATE}`);
  await form.done.click();
  expect((await again).status(), "checked, and not canceled").toBe(422);
});

test("a check that was canceled though nobody here did says so, and can be done again", async ({ page, form, sandbox, server, guards }) => {
  guards.provoke({ status: 409, path: CREATE });
  const create = await hold(page, `**${CREATE}`);
  await form.open();
  await form.fillGood("Elsewhere", sandbox.credentials);
  await form.done.click();
  const held = await create.route;
  const key = held.request().headers()["idempotency-key"] ?? "";
  expect((await page.request.delete(`/api/v1${CREATE}/attempts/${key}`)).status()).toBe(200);
  await held.continue();
  await expect(page.getByText(CANCELED).first()).toBeVisible();
  await form.done.click();
  await expect(form.closeAfterSaving).toBeFocused();
  expect(await server.savedNames()).toEqual(["Elsewhere"]);
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
