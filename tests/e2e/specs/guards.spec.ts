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

test("whatever is saved is seen, by whichever way it came", async ({ page, sandbox, server }) => {
  expect(await server.holdings()).toEqual([]);
  await server.save(sandbox, "A connector");
  const token = { name: "A token", expiresAt: Date.now() + 3_600_000, scope: "all" };
  expect((await page.request.post(TOKENS, { data: token })).status()).toBe(201);
  expect(await server.holdings()).toEqual(["A connector", "A token"]);
});
