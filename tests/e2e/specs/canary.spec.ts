// A private key leaves no trace: not in the page, not in what the server writes or answers.
import { readFileSync } from "node:fs";

import { hits, hitsInPage } from "../support/canary.ts";
import { rsaPem } from "../support/keys.ts";
import { runtimeWords, TokensPage } from "../support/runtime.ts";
import { expect, readOnlyTest, test } from "../support/test.ts";

test.use({ keepAnswers: true });

readOnlyTest("the search finds a key that is there", async ({ page, form }) => {
  await form.open();
  await form.fill({ privateKey: rsaPem() });
  const found = await hitsInPage(page, rsaPem());
  expect(found.filter((hit) => hit.startsWith("wasmMemory")), "an open form holds its key").not.toEqual([]);
  expect(hits({ log: `x${rsaPem()}y` }, rsaPem())).not.toEqual([]);
});

test("after a save and Close nothing is left of the key, anywhere", async ({ page, cards, form, guards, sandbox, server }) => {
  const { privateKey } = sandbox.credentials;
  await cards.open();
  await cards.setUp.click();
  await form.fillGood("Canary", sandbox.credentials);
  await form.done.click();
  await expect(form.closeAfterSaving).toBeFocused();
  expect(await hitsInPage(page, privateKey), "after the save").toEqual([]);
  await form.closeAfterSaving.click();
  await expect(cards.connector("Canary")).toBeVisible();
  expect(await hitsInPage(page, privateKey), "after Close").toEqual([]);

  expect(hits({ log: server.log, ...server.files() }, privateKey), "on the server").toEqual([]);
  expect(hits({ answers: (await guards.allAnswers()).join("\n") }, privateKey)).toEqual([]);
  expect(guards.asked.filter((url) => url.href.includes("PRIVATE"))).toEqual([]);
  await server.restart();
  expect(hits({ log: server.log, ...server.files() }, privateKey), "after a restart").toEqual([]);
});

test("after Cancel, Replace and Leave nothing is left of the key in the page", async ({ page, cards, form, sandbox, guards }) => {
  const { privateKey, privateKeyFile } = sandbox.credentials;
  const stall = (await sandbox.failures()).find(({ id }) => id === "stall");
  await cards.open();
  await cards.setUp.click();
  await form.fillGood("Canary", { ...sandbox.credentials, url: stall?.how.value ?? "" });
  guards.provoke({ status: 409, path: "/connectors/salesforce" });
  await form.done.click();
  await form.cancel.click();
  await expect(form.done).toBeVisible();
  await form.replaceKey.click();
  const kept = await hitsInPage(page, privateKey);
  expect(kept.filter((hit) => !hit.startsWith("wasmMemory")), "after Replace, where it can still be kept").toEqual([]);
  await form.fill({ privateKey: rsaPem() });
  await expect(form.replaceKey).toBeFocused();
  expect(await hitsInPage(page, privateKey), "after another key").toEqual([]);
  await form.replaceKey.click();
  await form.pickFile({ name: "key.pem", mimeType: "", buffer: readFileSync(privateKeyFile) });
  await form.close.click();
  await form.leave.click();
  await expect(form.dialog).toHaveCount(0);
  expect(await hitsInPage(page, privateKey), "after Leave").toEqual([]);
});

readOnlyTest("a key in another field is not sent, moves to where it belongs, and leaves nothing behind", async ({ page, form, guards }) => {
  const pem = rsaPem();
  await form.open();
  await form.openAdvanced();
  for (const field of ["name", "clientId", "emailId", "url", "audience"] as const) {
    const before = await form.field(field).inputValue();
    await form.fill({ [field]: pem });
    await expect(form.field(field)).toHaveAttribute("aria-invalid", "true");
    await form.done.click();
    await expect(form.failure).toBeFocused();
    await page.getByRole("button", { name: "Move it to Private Key", exact: true }).click();
    await expect(form.goodKey).toBeVisible();
    await expect(form.replaceKey).toBeFocused();
    await expect(form.field(field)).toHaveValue(before);
    const held = await hitsInPage(page, pem);
    expect(held.filter((hit) => !hit.startsWith("wasmMemory")), `${field}: the form alone holds it`).toEqual([]);
    await form.replaceKey.click();
  }
  await form.close.click();
  await form.leave.click();
  await expect(form.dialog).toHaveCount(0);
  expect(await hitsInPage(page, pem), "after Leave").toEqual([]);
  expect(guards.times("/api/v1/connectors/salesforce"), "nothing was sent").toBe(0);
  expect(guards.asked.filter((url) => url.href.includes("PRIVATE"))).toEqual([]);
});

readOnlyTest("a key as a service token's name is not sent, and is gone with it", async ({ page, guards }) => {
  const pem = rsaPem();
  const tokens = new TokensPage(page, runtimeWords.en);
  await tokens.open();
  await tokens.create.click();
  const name = tokens.dialog.getByRole("textbox");
  await name.fill(pem);
  await expect(name).toHaveAttribute("aria-invalid", "true");
  await name.press("Enter");
  await name.fill("");
  expect(await hitsInPage(page, pem)).toEqual([]);
  expect(guards.asked.filter((url) => url.pathname === "/api/v1/service-tokens"), "only the list was asked for").toHaveLength(1);
});

test("a refused key leaves nothing in the log or in an answer", async ({ form, guards, sandbox, server }) => {
  const failure = (await sandbox.failures()).find(({ id }) => id === "unknown-client");
  await form.open();
  await form.fillGood("Canary", { ...sandbox.credentials, clientId: failure?.how.value ?? "" });
  guards.provoke({ status: 422, path: "/connectors/salesforce" });
  await form.done.click();
  await expect(form.failure).toBeFocused();
  const { privateKey } = sandbox.credentials;
  expect(hits({ log: server.log, ...server.files() }, privateKey)).toEqual([]);
  expect(hits({ answers: (await guards.allAnswers()).join("\n") }, privateKey)).toEqual([]);
});

test("the key crosses the network once, in the body of a create", async ({ page, form, sandbox }) => {
  const { privateKey } = sandbox.credentials;
  const carriers: string[] = [];
  page.on("request", (request) => {
    const sent = { url: request.url(), headers: JSON.stringify(request.headers()) };
    if (hits(sent, privateKey).length > 0) carriers.push(`in address or headers of ${request.url()}`);
    // JSON escapes the line breaks; what stands between them is the same.
    if (hits({ body: request.postData() ?? "" }, privateKey).length > 0) {
      carriers.push(`${request.method()} ${new URL(request.url()).pathname}`);
    }
  });
  await form.open();
  await form.fillGood("Canary", sandbox.credentials);
  await form.done.click();
  await expect(form.closeAfterSaving).toBeFocused();
  expect(carriers).toEqual(["POST /api/v1/connectors/salesforce"]);
});
