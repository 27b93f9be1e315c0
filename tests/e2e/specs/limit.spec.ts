// Five Salesforce connectors are all that an organization may have.
import { codes } from "../support/contract.ts";
import { expect, test } from "../support/test.ts";

const { salesforceConnectors } = codes.limits;

test("at five the button stays, does nothing and says why", async ({ page, cards, form, sandbox, server }) => {
  for (let count = 1; count <= salesforceConnectors; count += 1) await server.save(sandbox, `Connector ${count}`);
  await cards.open();
  await expect(cards.list.getByRole("listitem")).toHaveCount(5);
  await expect(cards.addMore).toHaveAttribute("aria-disabled", "true");
  await expect(cards.addMore).toHaveAccessibleDescription(/All 5 Salesforce connectors are set up/);
  await cards.addMore.focus();
  await expect(cards.addMore).toBeFocused();
  // Playwright's click would wait for a button that is not disabled, and that is the point here.
  await cards.addMore.dispatchEvent("click");
  await page.keyboard.press("Enter");
  await expect(form.dialog).toHaveCount(0);
  await expect(page).toHaveURL("/connectors");
});

test("the fifth is taken meanwhile: the form says so and keeps everything", async ({ cards, form, sandbox, server, guards, page }) => {
  for (let count = 1; count < salesforceConnectors; count += 1) await server.save(sandbox, `Connector ${count}`);
  await cards.open();
  await cards.addMore.click();
  await form.fillGood("Too late", sandbox.credentials);
  await server.save(sandbox, "In between");
  guards.provoke({ status: 409, path: "/connectors/salesforce" });
  await form.done.click();
  await expect(form.failure).toContainText("Nothing was saved.");
  await expect(form.failure).toBeFocused();
  await expect(form.field("name")).toHaveValue("Too late");
  expect(await server.savedNames()).not.toContain("Too late");
  await form.close.click();
  await form.leave.click();
  await expect(cards.list.getByRole("listitem")).toHaveCount(5);
  await expect(page).toHaveURL("/connectors");
});
