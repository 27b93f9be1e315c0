// Service tokens: created, shown once, used, revoked; and nowhere to be found once they are closed.
import { hitsOf } from "../support/canary.ts";
import { languages } from "../support/labels.ts";
import { hold } from "../support/hold.ts";
import { drop, lastUse, runtimeWords, send, TokensPage, usable } from "../support/runtime.ts";
import { expect, test } from "../support/test.ts";

for (const language of languages) {
  test.describe(`service tokens (${language})`, () => {
    test.use({ language, permissions: ["clipboard-write"] });

    test("one is created, shown once, used, seen to be used, revoked, and refused from then on", async ({ page, cards, guards, sandbox, server }) => {
      test.slow();
      const words = runtimeWords[language];
      const tokens = new TokensPage(page, words);
      await server.save(sandbox, "Production");
      await cards.open();
      await page.getByRole("link", { name: words.tokens }).click();
      await expect(page).toHaveURL("/connectors/service-tokens");
      await expect(page).toHaveTitle(`${words.tokens} · Control Hub`);

      const token = await tokens.make("Order status");
      expect(token).toMatch(/^cct_[0-9a-f]{16}_[0-9a-f]{72}$/);
      await expect(tokens.copy).toBeFocused();
      await expect(tokens.copy, "the main action").toHaveClass(/button-primary/);
      await expect(tokens.dialog.getByRole("status"), "what was true while it was created").toContainText(words.once);
      await tokens.copy.click();
      await expect(tokens.dialog.getByRole("status")).toHaveText(words.copied);
      // The page's own policy forbids it to read the clipboard: another page is pasted into.
      const elsewhere = await page.context().newPage();
      await elsewhere.setContent("<textarea autofocus></textarea>");
      await elsewhere.locator("textarea").press("Control+v");
      await expect(elsewhere.locator("textarea")).toHaveValue(token);
      await elsewhere.close();
      await tokens.dialog.getByRole("button", { name: words.close, exact: true }).last().click();
      await expect(tokens.dialog).toHaveCount(0);
      await expect(tokens.create).toBeFocused();
      await expect(tokens.row("Order status")).toContainText(words.valid);
      await expect(tokens.row("Order status")).toContainText(words.notUsed);
      expect(await hitsOf(page, token.slice(21)), "the secret, after Close").toEqual([]);
      expect(guards.asked.filter((url) => url.href.includes("cct_"))).toEqual([]);

      const [connector] = (await usable(server, token)) as { id: string; name: string }[];
      expect(connector?.name).toBe("Production");
      expect(await send(server, token, connector?.id ?? "", "/services/data/")).toBe(200);

      // Use is written now and then.
      await expect.poll(() => lastUse(server, "Order status"), { timeout: 40_000 }).not.toBeNull();
      await page.reload();
      await expect(tokens.row("Order status")).not.toContainText(words.notUsed);
      await expect(tokens.row("Order status").locator("time")).toHaveCount(3);
      await cards.open();
      await expect(cards.connector("Production")).toContainText(words.lastUsed);
      await expect(cards.connector("Production").locator("time").first()).toHaveAttribute("datetime", /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);

      await tokens.open();
      await tokens.row("Order status").getByRole("button").click();
      await expect(tokens.question.getByRole("button", { name: words.cancel })).toBeFocused();
      await tokens.question.getByRole("button", { name: words.revoke, exact: true }).click();
      await expect(tokens.question).toHaveCount(0);
      await expect(page.getByRole("status")).toContainText("Order status");
      await expect(tokens.create).toBeFocused();
      await expect(tokens.row("Order status"), "it has ended").toHaveCount(0);
      await tokens.showEnded.check();
      await expect(tokens.showEnded).toBeFocused();
      await expect(tokens.row("Order status")).toContainText(words.revoked);
      await expect(tokens.row("Order status").getByRole("button")).toHaveCount(0);
      expect(await usable(server, token)).toBe(401);
    });
  });
}

const words = runtimeWords.en;

test("a token for named connectors lists those alone", async ({ page, sandbox, server }) => {
  const tokens = new TokensPage(page, words);
  await server.save(sandbox, "First");
  await server.save(sandbox, "Second");
  await tokens.open();
  await tokens.create.click();
  await tokens.name.fill("Narrow");
  await tokens.dialog.getByRole("combobox", { name: words.expires }).selectOption(words.thirty);
  await tokens.dialog.getByRole("radio", { name: words.only }).check();
  await tokens.dialog.getByRole("checkbox", { name: "Second" }).check();
  await tokens.submit.click();
  const token = await tokens.token.inputValue();
  expect(((await usable(server, token)) as { name: string }[]).map(({ name }) => name)).toEqual(["Second"]);
  await drop(page, tokens);
  await expect(tokens.row("Narrow")).toContainText("Second");
  await expect(tokens.row("Narrow")).not.toContainText("First");
  const expires = await tokens.row("Narrow").locator("time").first().getAttribute("datetime");
  const days = (Date.parse(expires ?? "") - Date.now()) / 86_400_000;
  expect(Math.round(days)).toBe(30);
});

test("what is missing is said at its field before anything is sent", async ({ page, guards, server }) => {
  const tokens = new TokensPage(page, words);
  await tokens.open();
  await tokens.create.click();
  await expect(tokens.name).toBeFocused();
  await tokens.submit.click();
  await expect(tokens.name).toBeFocused();
  await expect(tokens.name).toHaveAttribute("aria-invalid", "true");
  await expect(tokens.name).toHaveAccessibleDescription(/Enter a name\./);
  await tokens.name.fill("Named");
  await expect(tokens.name).not.toHaveAttribute("aria-invalid");
  await tokens.dialog.getByRole("radio", { name: words.only }).check();
  await tokens.submit.click();
  await expect(tokens.dialog.getByRole("radio", { name: words.only })).toBeFocused();
  await expect(tokens.dialog.getByRole("group")).toHaveAccessibleDescription(/Choose at least one\./);
  expect(guards.asked.filter((url) => url.pathname === "/api/v1/service-tokens")).toHaveLength(1);
  const list = (await (await fetch(`${server.origin}/api/v1/service-tokens`)).json()) as { serviceTokens: unknown[] };
  expect(list.serviceTokens).toEqual([]);
});

test("what the server refuses is said at the field, or above the form", async ({ page, guards }) => {
  const tokens = new TokensPage(page, words);
  await tokens.open();
  const refuse = async (status: number, code: string): Promise<void> => {
    await page.unrouteAll();
    await page.route("**/api/v1/service-tokens", async (route) => {
      if (route.request().method() !== "POST") return route.continue();
      const body = { type: `urn:connectors:problem:${code}`, title: code, status, code, requestId: "r-1" };
      return route.fulfill({ status, contentType: "application/problem+json", body: JSON.stringify(body) });
    });
    guards.provokeOnce(status, "/api/v1/service-tokens");
  };
  await tokens.create.click();
  await tokens.name.fill("Refused");
  await refuse(422, "service_token_expiry");
  await tokens.submit.click();
  const expires = tokens.dialog.getByRole("combobox", { name: words.expires });
  await expect(expires).toBeFocused();
  await expect(expires).toHaveAttribute("aria-invalid", "true");
  await refuse(409, "service_token_limit");
  await tokens.submit.click();
  await expect(tokens.dialog.getByRole("group", { name: /all the service tokens it can have/ })).toBeFocused();
  await expect(tokens.name).toHaveValue("Refused");
});

test("revoked tokens are hidden until they are asked for, for as long as the visit", async ({ page, cards }) => {
  const tokens = new TokensPage(page, words);
  await cards.open();
  await page.getByRole("link", { name: words.tokens }).click();
  await tokens.make("Revoked");
  await drop(page, tokens);
  await expect(tokens.showEnded, "there is nothing to hide").toHaveCount(0);
  await tokens.row("Revoked").getByRole("button").click();
  await tokens.question.getByRole("button", { name: words.revoke, exact: true }).click();
  await expect(page.getByText("No service token is valid at present.")).toBeVisible();
  await tokens.showEnded.check();
  await expect(tokens.row("Revoked")).toContainText(words.revoked);
  await page.goBack();
  await page.getByRole("link", { name: words.tokens }).click();
  await expect(tokens.showEnded).toBeChecked();
  await expect(tokens.row("Revoked")).toBeVisible();
  await tokens.showEnded.uncheck();
  await expect(tokens.row("Revoked")).toHaveCount(0);
});

test("with the keyboard alone, from the link to the revoked token", async ({ page, cards }) => {
  const tokens = new TokensPage(page, words);
  await cards.open();
  const press = async (key: string, until: () => Promise<boolean>): Promise<void> => {
    for (let step = 0; step < 40 && !(await until()); step += 1) await page.keyboard.press(key);
    expect(await until(), `${key} leads there`).toBe(true);
  };
  const focused = (name: string) => async (): Promise<boolean> =>
    page.evaluate((name) => document.activeElement?.textContent?.replace(/\s+/g, " ").trim() === name, name);
  await press("Tab", focused(words.tokens));
  await page.keyboard.press("Enter");
  await tokens.create.waitFor();
  await expect(page.getByRole("main")).toBeFocused();
  await press("Tab", focused(words.create));
  await page.keyboard.press("Enter");
  await expect(tokens.name).toBeFocused();
  await page.keyboard.type("Keyboard");
  await page.keyboard.press("Enter");
  await tokens.token.waitFor();
  await press("Tab", focused(words.close));
  await page.keyboard.press("Enter");
  await press("Tab", focused(words.leave));
  await page.keyboard.press("Enter");
  await expect(tokens.create).toBeFocused();
  await press("Shift+Tab", focused(`${words.revoke} Keyboard`));
  await page.keyboard.press("Enter");
  // A second Escape would close a dialog that only listens to `cancel`.
  await page.keyboard.press("Escape");
  await expect(tokens.question).toHaveCount(0);
  await expect(tokens.row("Keyboard").getByRole("button")).toBeFocused();
  await page.keyboard.press("Enter");
  await press("Tab", focused(words.revoke));
  await page.keyboard.press("Enter");
  await expect(tokens.create).toBeFocused();
  await press("Shift+Tab", () => tokens.showEnded.evaluate((input) => input === document.activeElement));
  await page.keyboard.press("Space");
  await expect(tokens.row("Keyboard")).toContainText(words.revoked);
});

test("another language draws the new token anew, and loses nothing", async ({ page }) => {
  const tokens = new TokensPage(page, words);
  await tokens.open();
  await tokens.create.click();
  await tokens.name.fill("Kept");
  await page.evaluate(() => document.getElementById("language-fr")?.click());
  const french = new TokensPage(page, runtimeWords.fr);
  await expect(french.name).toHaveValue("Kept");
  await french.submit.click();
  await expect(french.token).toHaveValue(/^cct_/);
});

test("what is on its way stays as it was sent, and its token is not lost", async ({ page }) => {
  const tokens = new TokensPage(page, words);
  await tokens.open();
  await tokens.create.click();
  const create = await hold(page, "**/api/v1/service-tokens");
  await tokens.name.fill("Sent");
  await tokens.submit.click();
  const held = await create.route;
  await expect(tokens.dialog.getByRole("combobox", { name: words.expires })).toBeDisabled();
  for (const choice of await tokens.dialog.getByRole("radio").all()) await expect(choice).toBeDisabled();
  await expect(tokens.submit.or(tokens.dialog.locator("[type=submit]"))).toBeFocused();
  await held.continue();
  await expect(tokens.token).toHaveValue(/^cct_/);
});

test("a revocation that is answered late disturbs nothing", async ({ page }) => {
  const tokens = new TokensPage(page, words);
  await tokens.open();
  await tokens.make("Slow");
  await drop(page, tokens);
  const revoke = await hold(page, "**/api/v1/service-tokens/*");
  await tokens.row("Slow").getByRole("button").click();
  const press = tokens.question.getByRole("button", { name: words.revoke, exact: true });
  await press.click();
  const held = await revoke.route;
  await expect(press).toHaveAttribute("aria-disabled", "true");
  await page.keyboard.press("Escape");
  await expect(tokens.row("Slow").getByRole("button"), "where it was").toBeFocused();
  await tokens.create.click();
  await tokens.name.fill("Draft");
  await held.continue();
  await expect(tokens.row("Slow")).toHaveCount(0);
  await expect(tokens.name).toHaveValue("Draft");
  await expect(tokens.name).toBeFocused();
});

test("a refused revocation, and one that is answered behind the back, leave the focus in the list", async ({ page, guards }) => {
  const tokens = new TokensPage(page, words);
  await tokens.open();
  await tokens.make("Kept");
  await drop(page, tokens);
  const button = tokens.row("Kept").getByRole("button");
  const press = tokens.question.getByRole("button", { name: words.revoke, exact: true });
  await page.route(
    "**/api/v1/service-tokens/*",
    (route) => {
      const body = { type: "urn:connectors:problem:storage_unavailable", title: "x", status: 503, code: "storage_unavailable", requestId: "r-1" };
      return route.fulfill({ status: 503, contentType: "application/problem+json", body: JSON.stringify(body) });
    },
    { times: 1 },
  );
  guards.provoke({ status: 503, path: /service-tokens\/./ });
  await button.click();
  const refreshed = page.waitForResponse((response) => response.url().endsWith("/api/v1/service-tokens"));
  await press.click();
  await (await refreshed).finished();
  await expect(tokens.question.getByRole("group")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(button).toBeFocused();

  const revoke = await hold(page, "**/api/v1/service-tokens/*");
  await button.click();
  await press.click();
  const held = await revoke.route;
  await page.keyboard.press("Escape");
  await expect(button).toBeFocused();
  await held.continue();
  await expect(tokens.row("Kept")).toHaveCount(0);
  await expect(tokens.create).toBeFocused();
});
