// A saved connector's credentials are changed on its page: what is asked for again, what is sent, what another admin did
// meanwhile, and that nothing typed is lost.
import type { Page } from "@playwright/test";

import { hitsInPage } from "../support/canary.ts";
import { hold } from "../support/hold.ts";
import { rsaPem } from "../support/keys.ts";
import type { Server } from "../support/server.ts";
import { expect, test } from "../support/test.ts";

const LIST = "/api/v1/connectors";
const EDIT = "Edit the credentials";
const NEEDED = "Give the key again: the stored one is not used for another URL, audience, Client ID or Email ID.";

interface Connector {
  id: string;
  name: string;
  revision: number;
}

/** The only connector, as the server has it. */
async function only(server: Server): Promise<Connector> {
  const { connectors } = (await (await fetch(`${server.origin}${LIST}`)).json()) as { connectors: Connector[] };
  const [connector, ...others] = connectors;
  if (connector === undefined || others.length > 0) throw new Error("there is not one connector alone");
  return connector;
}

/** Opens the only connector's page, and its credentials to be edited. */
async function edit(page: Page, server: Server): Promise<Connector> {
  const connector = await only(server);
  await page.goto(`/connectors/salesforce/${connector.id}`);
  await page.getByRole("button", { name: EDIT }).click();
  return connector;
}

/** Saves what stands in the form. */
async function save(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Save", exact: true }).click();
}

test("a name is changed with the keyboard alone, and asks for no key", async ({ page, form, sandbox, server }) => {
  await server.save(sandbox, "Sales");
  const { id } = await only(server);
  await page.goto(`/connectors/salesforce/${id}`);
  const editing = page.getByRole("button", { name: EDIT });
  await expect(page.getByRole("textbox", { name: "Name" }), "nothing can be typed before Edit").toHaveCount(0);
  await editing.focus();
  await page.keyboard.press("Enter");
  await expect(form.field("name")).toBeFocused();
  await page.keyboard.press("End");
  await page.keyboard.type(" EMEA");
  await expect(form.replaceKey, "the stored key is kept").toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("group", { name: "Saved" })).toBeVisible();
  await expect(editing).toBeFocused();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sales EMEA");
  expect((await only(server)).name).toBe("Sales EMEA");
});

test("another user asks for the key again, and nothing is saved until Salesforce lets it in", async ({ page, form, guards, sandbox, server }) => {
  await server.save(sandbox, "Sales");
  const { revision, id } = await edit(page, server);
  await form.field("emailId").fill("nobody@sandbox.example");
  expect(await form.note("privateKey")).toContain(NEEDED);
  await form.field("emailId").fill(` ${sandbox.credentials.emailId} `);
  await expect(form.replaceKey, "it is the stored one's again").toBeVisible();
  await save(page);
  await expect(page.getByText("Nothing has changed, so nothing was saved.").first()).toBeInViewport();

  await form.field("emailId").fill("nobody@sandbox.example");
  const pem = rsaPem();
  await form.fill({ privateKey: pem });
  guards.provoke({ status: 422, path: `${LIST}/${id}` });
  await save(page);
  await expect(form.failure).toBeFocused();
  await expect(form.failure).toContainText("Nothing was saved.");
  expect((await only(server)).revision).toBe(revision);

  // What was refused is put right: the user is the stored one again, and so may the key be.
  await form.field("emailId").fill(sandbox.credentials.emailId);
  await page.getByRole("button", { name: "Keep the stored key" }).click();
  await expect(form.replaceKey).toBeFocused();
  await form.fill({ privateKey: sandbox.credentials.privateKey });
  await save(page);
  await expect(page.getByRole("button", { name: EDIT })).toBeFocused();
  expect((await only(server)).revision).toBeGreaterThan(revision);
  expect(await hitsInPage(page, pem)).toEqual([]);
  expect(await hitsInPage(page, sandbox.credentials.privateKey)).toEqual([]);
});

test("of two admins the second sees what the first changed, and loses nothing", async ({ page, form, guards, sandbox, server }) => {
  await server.save(sandbox, "Sales");
  const { id, revision } = await edit(page, server);
  await form.field("name").fill("Mine");
  const theirs = await fetch(`${server.origin}${LIST}/${id}`, {
    method: "PATCH",
    headers: { "Content-Type": "application/json", "If-Match": `"${revision}"` },
    body: JSON.stringify({ name: "Theirs", notes: "Ask Ada." }),
  });
  expect(theirs.status).toBe(200);
  guards.provoke({ status: 412, path: `${LIST}/${id}` });
  await save(page);
  await expect(form.failure).toBeFocused();
  const changed = form.failure.getByRole("listitem");
  await expect(changed).toHaveCount(2);
  await expect(changed.first()).toContainText(/Name:.*Before.*Sales.*Now.*Theirs.*You entered.*Mine/s);
  await expect(form.field("name")).toHaveValue("Mine");
  await save(page);
  await expect(page.getByRole("button", { name: EDIT })).toBeFocused();
  expect((await only(server)).name).toBe("Mine");
  await expect(page.getByText("Ask Ada.")).toBeVisible();
});

test("a save that is canceled leaves the connector as it was, and what was typed in the form", async ({ page, form, guards, sandbox, server }) => {
  await server.save(sandbox, "Sales");
  const { id, revision } = await edit(page, server);
  const stall = (await sandbox.failures()).find((failure) => failure.id === "stall");
  await form.fill({ url: stall?.how.value ?? "", privateKey: sandbox.credentials.privateKey });
  guards.provoke({ status: 409, path: `${LIST}/${id}` });
  await save(page);
  await expect(form.checking).toHaveAttribute("aria-disabled", "true");
  await expect.poll(() => sandbox.faultConnections(), "the check has reached Salesforce").toBeGreaterThan(0);
  await form.cancel.click();
  await expect(page.getByText("Canceled. Nothing was saved.").first()).toBeInViewport({ ratio: 1 });
  await expect(form.goodKey).toBeVisible();
  expect((await only(server)).revision).toBe(revision);

  // Leaving asks first; then nothing is held any more.
  await form.cancel.click();
  await form.leave.click();
  await expect(page.getByRole("button", { name: EDIT })).toBeFocused();
  expect(await hitsInPage(page, sandbox.credentials.privateKey)).toEqual([]);
});

test("who writes notes meanwhile keeps the focus when the credentials are answered", async ({ page, form, guards, sandbox, server }) => {
  await server.save(sandbox, "Sales");
  const { id } = await edit(page, server);
  await page.getByRole("button", { name: "Edit the notes" }).click();
  await form.field("name").fill("Renamed");
  const held = await hold(page, `**${LIST}/${id}`);
  await page.locator("form").first().getByRole("button", { name: "Save", exact: true }).click();
  const notes = page.getByRole("textbox", { name: /^Notes/ });
  await notes.fill("Ask Ada.");
  guards.provoke({ status: "unreachable", path: `${LIST}/${id}` });
  await (await held.route).abort();
  await expect(form.failure.first()).toContainText("It may have been saved.");
  await expect(notes).toBeFocused();
  await expect(notes).toHaveValue("Ask Ada.");
});
