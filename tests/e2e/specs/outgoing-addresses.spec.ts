// The server's outgoing addresses, for Salesforce's Login IP Ranges: where the operator names them, the form shows them.
import { expect, readOnlyTest, test } from "../support/test.ts";

const ADDRESSES = ["203.0.113.10", "2001:db8::10"];
const INTRODUCED = "add our server's addresses";

test.describe("a server that is told its outgoing addresses", () => {
  test.use({ serverArguments: ADDRESSES.flatMap((address) => ["--outgoing-address", address]) });

  test("names them before one begins, and where Salesforce refuses one", async ({ page, form, guards, sandbox }) => {
    const failure = (await sandbox.failures()).find(({ id }) => id === "ip-restricted");
    await form.open();
    const begin = page.getByRole("complementary", { name: "Before you begin" });
    await expect(begin).toContainText(INTRODUCED);
    await expect(begin.getByRole("list").first().getByRole("listitem")).toHaveText(ADDRESSES);

    await form.fillGood("Restricted", { ...sandbox.credentials, emailId: failure?.how.value ?? "" });
    guards.provoke({ status: 422, path: "/connectors/salesforce" });
    await form.done.click();
    await expect(form.failure.getByRole("listitem")).toHaveText(ADDRESSES);
  });
});

readOnlyTest("a server that is not told them says nothing of them", async ({ page, form }) => {
  await form.open();
  const begin = page.getByRole("complementary", { name: "Before you begin" });
  await expect(begin.getByRole("listitem").first()).toBeVisible();
  await expect(begin).not.toContainText(INTRODUCED);
});
