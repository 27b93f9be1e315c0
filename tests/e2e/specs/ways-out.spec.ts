// Where what was meant is plain, one press leads out of an error or a warning.
import type { Field } from "../support/contract.ts";
import { expect, readOnlyTest } from "../support/test.ts";

/** What is typed in a field, and what is offered for it. */
const offers: [Field, string, string][] = [
  ["url", "https://acme.lightning.force.com", "https://acme.my.salesforce.com"],
  ["url", "https://acme.my.salesforce-setup.com/x", "https://acme.my.salesforce.com"],
  ["url", "acme.lightning.force.com.mcas.ms", "https://acme.my.salesforce.com"],
  ["url", "https://acme.lightning.crmforce.mil", "https://acme.my.salesforce.mil"],
  ["url", "login.salesforce.com", "https://login.salesforce.com"],
  ["url", "http://test.salesforce.com/", "https://test.salesforce.com"],
  ["url", "https://login.salesforce.com/services/oauth2/token", "https://login.salesforce.com"],
  ["url", "https://login.saleforce.com?x=1", "https://login.salesforce.com"],
  ["audience", "acme.my.saleforce.com", "https://acme.my.salesforce.com"],
  ["emailId", "anna\u00ad@example.com", "anna@example.com"],
  ["name", "Sales \u202aEU\u202c (2)", "Sales EU (2)"],
];

readOnlyTest("what was meant is offered, and one press takes it", async ({ page, form }) => {
  await form.open();
  for (const [field, typed, meant] of offers) {
    await form.fill({ [field]: typed });
    await form.field(field).blur();
    const offer = page.getByRole("button", { name: `Use ${meant}`, exact: true });
    await offer.click();
    await expect(form.field(field)).toHaveValue(meant);
    await expect(form.field(field)).toBeFocused();
    await expect(form.field(field)).not.toHaveAttribute("aria-invalid");
    await expect(offer).toHaveCount(0);
    await expect(page.locator("form").getByRole("status"), "it is announced").toHaveText(`Replaced by ${meant}`);
  }
});

readOnlyTest("a user of a sandbox is led to the sandbox, and one of production back", async ({ page, form }) => {
  await form.open();
  for (const [emailId, url, other] of [
    ["anna@acme.com.uat", "https://login.salesforce.com", "https://test.salesforce.com"],
    ["anna@acme.com.uat", "https://acme.my.salesforce.com", "https://acme--uat.sandbox.my.salesforce.com"],
    ["anna@acme.com", "https://acme--uat.cs42.my.salesforce.com", "https://acme.my.salesforce.com"],
  ] as const) {
    await form.fill({ emailId, url });
    await form.field("url").blur();
    await page.getByRole("button", { name: `Use ${other}`, exact: true }).click();
    await expect(form.field("url")).toHaveValue(other);
    await expect.poll(() => form.note("url")).toBe("");
  }
});

readOnlyTest("the place of an invisible character is told", async ({ form }) => {
  await form.open();
  await form.fill({ emailId: "anna\u00ad@example.com" });
  await form.field("emailId").blur();
  await expect.poll(() => form.note("emailId")).toContain('An invisible character stands after "anna".');
});
