// A service token is shown once, and not lost by a slip: whatever leaves it asks, until it was copied.
import { hitsOf } from "../support/canary.ts";
import { hold } from "../support/hold.ts";
import { drop, runtimeWords, TokensPage } from "../support/runtime.ts";
import { expect, test } from "../support/test.ts";

const words = runtimeWords.en;

test("a token leaves the page with Back, and with Escape", async ({ page, cards }) => {
  const tokens = new TokensPage(page, words);
  await cards.open();
  await page.getByRole("link", { name: words.tokens }).click();
  const first = await tokens.make("Back");
  expect(await hitsOf(page, first.slice(21)), "the search finds a token that is there").not.toEqual([]);
  await page.goBack();
  await expect(page, "it is asked first").toHaveURL("/connectors/service-tokens");
  await tokens.leave.click();
  await expect(page).toHaveURL("/connectors");
  await expect(tokens.token).toHaveCount(0);
  expect(await hitsOf(page, first.slice(21)), "after Back").toEqual([]);
  await page.goForward();
  await expect(tokens.row("Back")).toBeVisible();
  await expect(tokens.dialog).toHaveCount(0);
  const second = await tokens.make("Escape");
  await drop(page, tokens);
  expect(await hitsOf(page, second.slice(21)), "after Escape").toEqual([]);
});

test("a token is not lost: whatever leaves it asks until it was copied", async ({ page, context, cards }) => {
  await context.grantPermissions(["clipboard-write"]);
  const tokens = new TokensPage(page, words);
  await cards.open();
  await page.getByRole("link", { name: words.tokens }).click();
  const token = await tokens.make("Kept");
  const close = tokens.dialog.getByRole("button", { name: words.close, exact: true });
  const ways: [string, () => Promise<unknown>][] = [
    ["Esc", () => page.keyboard.press("Escape")],
    ["the corner", () => close.first().click()],
    ["Close", () => close.last().click()],
    ["Back", () => page.goBack()],
    // The background is inert; a script, or a tool of the browser's, clicks all the same.
    ["a link", () => page.evaluate(() => document.querySelector<HTMLElement>(".breadcrumb a")?.click())],
  ];
  for (const [name, leave] of ways) {
    await leave();
    await expect(tokens.stay, name).toBeFocused();
    await expect(tokens.leaveQuestion, name).toContainText("You have not copied the token.");
    // Esc in the question means to stay.
    await page.keyboard.press("Escape");
    await expect(tokens.leaveQuestion, name).toHaveCount(0);
    await expect(tokens.token, name).toHaveValue(token);
    await expect(page, name).toHaveURL("/connectors/service-tokens");
  }
  const asked = page.waitForEvent("dialog");
  await page.close({ runBeforeUnload: true });
  const dialog = await asked;
  expect(dialog.type()).toBe("beforeunload");
  await dialog.dismiss();
  await expect(tokens.token).toHaveValue(token);

  await tokens.copy.click();
  await expect(tokens.copy.or(tokens.dialog.getByRole("button", { name: words.copied }))).toHaveText(words.copied);
  await page.keyboard.press("Escape");
  await expect(tokens.dialog).toHaveCount(0);
  await expect(tokens.leaveQuestion).toHaveCount(0);
});

test("a token that was copied by keyboard may be left", async ({ page }) => {
  const tokens = new TokensPage(page, words);
  await tokens.open();
  await tokens.make("By hand");
  await tokens.token.focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Shift+ArrowLeft");
  await page.keyboard.press("Control+c");
  await page.keyboard.press("Escape");
  await expect(tokens.leaveQuestion, "a part of it is no token").toBeVisible();
  await tokens.stay.click();
  await tokens.token.focus();
  await page.keyboard.press("Control+c");
  await page.keyboard.press("Escape");
  await expect(tokens.dialog).toHaveCount(0);
  await expect(tokens.create).toBeFocused();
});

test("who leaves while a token is being created is asked, and hears what became of it", async ({ page }) => {
  const tokens = new TokensPage(page, words);
  await tokens.open();
  await tokens.create.click();
  await tokens.name.fill("On its way");
  await page.keyboard.press("Escape");
  const typed = page.getByRole("dialog", { name: "Leave without saving?" });
  await typed.getByRole("button", { name: "Keep editing" }).click();
  await expect(tokens.name).toHaveValue("On its way");
  const create = await hold(page, "**/api/v1/service-tokens");
  await tokens.submit.click();
  const held = await create.route;
  await page.keyboard.press("Escape");
  await expect(tokens.leaveQuestion).toContainText("The token is being created.");
  await held.continue();
  await expect(tokens.leaveQuestion).toContainText("You have not copied the token.");
  await tokens.stay.click();
  await expect(tokens.token).toHaveValue(/^cct_/);
});
