// What fails a test that only reads, since its server is others' too.
import { expect, readOnlyTest, test } from "../support/test.ts";

const TOKENS = "/api/v1/service-tokens";

readOnlyTest("a page that asks for a change is a fault of its test", async ({ page, cards, guards }) => {
  await cards.open();
  expect(guards.takeFaults()).toEqual([]);
  const path = "/api/v1/connectors/salesforce/attempts/of-no-use";
  await page.evaluate((path) => fetch(path, { method: "DELETE" }), path);
  expect(guards.takeFaults()).toEqual([`not for a test that only reads: DELETE ${path}`]);
});

readOnlyTest("a page that has the browser sign is a fault of its test", async ({ page, cards, guards }) => {
  await cards.open();
  const refused = await page.evaluate(async () => {
    const rsa = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
    const calls = [
      () => crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]),
      () => crypto.subtle.importKey("pkcs8", new Uint8Array(), rsa, false, ["sign"]),
      () => crypto.subtle.sign(rsa, {} as CryptoKey, new Uint8Array()),
    ];
    let refused = 0;
    for (const call of calls) {
      try {
        await call();
      } catch {
        refused += 1;
      }
    }
    return refused;
  });
  expect(refused).toBe(3);
  const called = ["generateKey", "importKey", "sign"].map((method) => `the page called crypto.subtle.${method}`);
  const told: string[] = [];
  await expect.poll(() => told.splice(told.length, 0, ...guards.takeFaults()) && told).toEqual(called);
});

test("whatever is saved is seen, by whichever way it came", async ({ page, sandbox, server }) => {
  expect(await server.holdings()).toEqual([]);
  await server.save(sandbox, "A connector");
  const token = { name: "A token", expiresAt: Date.now() + 3_600_000, scope: "all" };
  expect((await page.request.post(TOKENS, { data: token })).status()).toBe(201);
  expect(await server.holdings()).toEqual(["A connector", "A token"]);
});
