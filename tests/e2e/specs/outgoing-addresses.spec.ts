// What "Before you begin" has to copy. The server's outgoing addresses, for Salesforce's Login IP Ranges: where the operator names them, the form shows them.
import { expect, readOnlyTest, test } from "../support/test.ts";

const ADDRESSES = ["203.0.113.10", "2001:db8::10"];
const INTRODUCED = "add our server's addresses";

test.describe("a server that is told its outgoing addresses", () => {
  test.use({ permissions: ["clipboard-write"], serverArguments: ADDRESSES.flatMap((address) => ["--outgoing-address", address]) });

  test("names them before one begins, and where Salesforce refuses one", async ({ page, form, guards, sandbox }) => {
    const failure = (await sandbox.failures()).find(({ id }) => id === "ip-restricted");
    await form.open();
    const begin = page.getByRole("complementary", { name: "Before you begin" });
    await expect(begin).toContainText(INTRODUCED);
    await expect(begin.getByRole("list").first().locator("li code")).toHaveText(ADDRESSES);
    for (const address of ADDRESSES) {
      await begin.getByRole("button", { name: `Copy ${address}` }).click();
      await expect(page.getByRole("dialog").getByRole("status")).toHaveText("Copied");
    }

    await form.fillGood("Restricted", { ...sandbox.credentials, emailId: failure?.how.value ?? "" });
    guards.provoke({ status: 422, path: "/connectors/salesforce" });
    await form.done.click();
    await expect(form.failure.locator("li code")).toHaveText(ADDRESSES);
    await expect(form.failure.getByRole("button", { name: `Copy ${ADDRESSES[0]}` })).toBeVisible();
  });
});

readOnlyTest("a server that is not told them says nothing of them", async ({ page, form }) => {
  await form.open();
  const begin = page.getByRole("complementary", { name: "Before you begin" });
  await expect(begin.getByRole("listitem").first()).toBeVisible();
  await expect(begin).not.toContainText(INTRODUCED);
});

test.describe("step one", () => {
  readOnlyTest.use({ permissions: ["clipboard-write"] });

  readOnlyTest("has its command and the callback URL to copy", async ({ page, form }) => {
    await form.open();
    const begin = page.getByRole("complementary", { name: "Before you begin" });
    const elsewhere = await page.context().newPage();
    await elsewhere.setContent("<textarea autofocus></textarea>");
    for (const text of [/^openssl req -x509 .* -out cert\.pem$/, /^http:\/\/localhost:1717\/OauthRedirect$/]) {
      const shown = begin.locator("ol code").filter({ hasText: text });
      const copy = begin.getByRole("button", { name: `Copy ${await shown.innerText()}` });
      await page.bringToFront();
      await copy.click();
      await expect(copy.or(begin.getByRole("button", { name: `Copied ${await shown.innerText()}` }))).toContainText("Copied");
      await elsewhere.bringToFront();
      await elsewhere.locator("textarea").fill("");
      await elsewhere.locator("textarea").press("Control+v");
      await expect(elsewhere.locator("textarea")).toHaveValue(text);
    }
  });
});
