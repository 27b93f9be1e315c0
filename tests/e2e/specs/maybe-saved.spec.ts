// A server that loses its database while it saves cannot tell whether it saved. The page says so, and Done again finds
// out, without ever creating the connector twice.
import { codes } from "../support/contract.ts";
import { expect, test } from "../support/test.ts";

const CREATE = "/connectors/salesforce";

for (const code of ["storage_unavailable", "internal"]) {
  test(`${code} is not taken for unsaved, and Done again shows what was saved`, async ({ page, form, guards, sandbox, server, words }) => {
    const status = codes.problems.find((problem) => problem.code === code)?.status ?? 0;
    guards.provoke({ status, path: CREATE });
    const problem = { type: `urn:connectors:problem:${code}`, title: code, status, code, requestId: "r-1" };
    await page.route(
      `**${CREATE}`,
      async (route) => {
        await route.fetch();
        await route.fulfill({ status, contentType: "application/problem+json", body: JSON.stringify(problem) });
      },
      { times: 1 },
    );
    await form.open();
    await form.fillGood("Once", sandbox.credentials);
    await form.done.click();
    await expect(form.failure).toBeFocused();
    await expect(form.failure).toContainText(words.maybeSaved);
    await expect(form.failure).not.toContainText(words.nothingSaved);
    await expect(form.field("name")).toHaveValue("Once");
    await expect(page.locator("li").filter({ hasText: "Once" }), "the card behind the form knows by now").toBeVisible();

    await form.done.click();
    await expect(form.closeAfterSaving).toBeFocused();
    expect(await server.savedNames()).toEqual(["Once"]);
  });
}
