// The cards before, without and despite their list.
import { expect, readOnlyTest, test } from "../support/test.ts";

const LIST = "/api/v1/connectors";

readOnlyTest("the frame stands there, in its styles, before the app is; then the app takes its place", async ({ page, cards }) => {
  let arrive: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (arrive = resolve));
  await page.route("**/*.wasm", async (route) => {
    await held;
    await route.continue();
  });
  const asked = page.waitForRequest("**/*.wasm");
  // What is preloaded holds up the page's `load`.
  await page.goto("/connectors", { waitUntil: "commit" });
  await asked;
  // It is there to be seen and has no role.
  const shell = page.locator("[id=shell]");
  await expect(shell).toBeVisible();
  await expect(shell.getByText("Control Hub")).toBeVisible();
  await expect(shell).toHaveCSS("display", "grid");
  await expect(page.getByRole("button")).toHaveCount(0);
  arrive();
  await expect(cards.setUp).toBeVisible();
  await expect(shell).toHaveCount(0);
});

readOnlyTest("while the list is on its way the card says so, and its button waits", async ({ page, cards }) => {
  let answer: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (answer = resolve));
  await page.route(`**${LIST}`, async (route) => {
    await held;
    await route.continue();
  });
  await page.goto("/connectors");
  await expect(page.getByText("Loading connectors…")).toBeVisible();
  await expect(page.getByText("0 of 5 set up")).toHaveCount(0);
  answer();
  await expect(cards.setUp).toBeVisible();
  await expect(page.getByText("0 of 5 set up")).toBeVisible();
  await expect(page.getByText("Loading connectors…")).toHaveCount(0);
});

test("a list that cannot be loaded is said, and Retry loads it", async ({ page, cards, sandbox, server, guards, words }) => {
  await server.save(sandbox, "Production");
  await page.route(`**${LIST}`, (route) => route.abort("connectionrefused"), { times: 1 });
  guards.provoke({ status: "unreachable", path: LIST });
  await page.goto("/connectors");
  await expect(page.getByText(words.couldNotLoad)).toBeVisible();
  await page.getByRole("button", { name: words.retry }).click();
  await expect(cards.connector("Production")).toBeVisible();
  await expect(cards.addMore, "Retry is gone, and had the focus").toBeFocused();
  await expect(page.getByText(words.couldNotLoad)).toHaveCount(0);
});

test("a server that went away is said, and Retry finds it again", async ({ cards, form, sandbox, server, guards, words }) => {
  await server.save(sandbox, "Production");
  await cards.open();
  await server.stop();
  // It may have been saved, so the list is asked for as well.
  guards.provoke({ status: "unreachable", path: "/connectors/salesforce" }, { status: "unreachable", path: LIST });
  await cards.addMore.click();
  await form.fillGood("Second", sandbox.credentials);
  await form.done.click();
  await expect(form.failure).toContainText("The server did not answer.");
  await expect(form.failure, "what became of it is not known").not.toContainText(words.nothingSaved);
  await expect(form.failure).toContainText(words.maybeSaved);
  await expect(form.field("name")).toHaveValue("Second");

  await server.start();
  await form.done.click();
  // Until it is saved, the button in the form's corner is called Close as well.
  await expect(form.closeAfterSaving).toBeFocused();
  await form.closeAfterSaving.click();
  await expect(cards.list.getByRole("listitem")).toHaveCount(2);
});
