// Trying a request on a connector: the sandbox's real answer, and a line for a terminal that really works.
import { hold } from "../support/hold.ts";
import { languages } from "../support/labels.ts";
import { inShell, runtimeWords, TokensPage } from "../support/runtime.ts";
import { expect, test } from "../support/test.ts";

for (const language of languages) {
  test.describe(`try a request (${language})`, () => {
    test.use({ language });

    test("the answer is shown, and the same request works in a shell", async ({ page, cards, sandbox, server }) => {
      const words = runtimeWords[language];
      await server.save(sandbox, "It's mine");
      const tokens = new TokensPage(page, words);
      await tokens.open();
      const token = await tokens.make("Shell");
      await cards.open();
      await cards.choose("It's mine", words.tryIt);
      const dialog = page.getByRole("dialog", { name: words.tryIt });
      await expect(dialog.getByText("It's mine")).toBeVisible();
      const path = dialog.getByRole("combobox", { name: words.path });
      const paths = await path.getByRole("option").allInnerTexts();
      expect(paths.length).toBeGreaterThan(1);
      for (const one of paths) {
        await path.selectOption(one);
        const body = dialog.locator("[aria-labelledby=tester-body] code");
        await expect(body, "another path's answer is gone").toHaveCount(0);
        await dialog.getByRole("button", { name: words.send }).click();
        const shown = await body.innerText();
        expect(shown.split("\n").length, "pretty").toBeGreaterThan(1);
        await expect(dialog.locator("dl strong")).toHaveText("200");

        const line = await dialog.getByRole("region", { name: words.curl }).locator("code").innerText();
        expect(line).not.toContain(token);
        const answer = JSON.parse(inShell(line, token)) as { httpStatusCode: number; httpResponseBody: string };
        expect(answer.httpStatusCode).toBe(200);
        // Some values differ from one call to the next; the names do not.
        const names = (text: string): string[] => Object.keys(JSON.parse(text) as object);
        expect(names(answer.httpResponseBody)).toEqual(names(shown));
      }
    });
  });
}

const words = runtimeWords.en;

test("Salesforce's refusal is an answer, and a failed sign-in is said in words", async ({ page, cards, guards, sandbox, server }) => {
  await server.save(sandbox, "Production");
  await cards.open();
  await cards.choose("Production", words.tryIt);
  const dialog = page.getByRole("dialog", { name: words.tryIt });
  await page.route("**/try", (route) => {
    const body = {
      type: "urn:connectors:problem:salesforce_inactive_user",
      title: "x",
      status: 422,
      code: "salesforce_inactive_user",
      salesforce: { error: "inactive_user", errorDescription: "user is inactive" },
      requestId: "r-1",
    };
    return route.fulfill({ status: 422, contentType: "application/problem+json", body: JSON.stringify(body) });
  });
  guards.provoke({ status: 422, path: "/try" });
  await dialog.getByRole("button", { name: words.send }).click();
  const banner = dialog.getByRole("group", { name: "This user is inactive." });
  await expect(banner).toBeFocused();
  await expect(banner).toContainText("user is inactive");
  // Two Escapes: the first closes, the second must find nothing left to break.
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(cards.menuButton("Production")).toBeFocused();
});

test("an answer that comes after another path was chosen is not shown as its", async ({ page, cards, sandbox, server }) => {
  await server.save(sandbox, "Production");
  await cards.open();
  await cards.choose("Production", words.tryIt);
  const dialog = page.getByRole("dialog", { name: words.tryIt });
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/try", async (route) => {
    await held;
    await route.continue();
  });
  await dialog.getByRole("button", { name: words.send }).click();
  await dialog.getByRole("combobox", { name: words.path }).selectOption({ index: 1 });
  // The page counts the request once it has the answer, and asks for the list anew: then it has made of it what it will.
  const counted = page.waitForResponse("**/api/v1/connectors");
  release();
  await (await counted).finished();
  await expect(dialog.getByRole("button", { name: words.send })).toBeVisible();
  await expect(dialog.locator("[aria-labelledby=tester-body]")).toHaveCount(0);
});

test.describe("with paths of the operator's own", () => {
  test.use({ serverArguments: ["--try-requests", "--try-path", "/services/data/"] });

  test("those alone are offered", async ({ page, cards, sandbox, server }) => {
    await server.save(sandbox, "Production");
    await cards.open();
    await cards.choose("Production", words.tryIt);
    await expect(page.getByRole("dialog").getByRole("option")).toHaveText(["/services/data/"]);
  });
});

test("nothing is offered where the operator lists nothing, or to a role that only looks", async ({ page, cards, sandbox, server }) => {
  await server.save(sandbox, "Production");
  for (const [less, offered] of [[{ tryPaths: [] }, ["Open", "Deactivate"]], [{ canManage: false }, undefined]] as const) {
    await page.unrouteAll();
    await page.route("**/api/v1/config", async (route) => {
      const config = (await (await route.fetch()).json()) as object;
      await route.fulfill({ json: { ...config, ...less } });
    });
    await page.goto("/connectors");
    await expect(cards.connector("Production")).toContainText(words.notUsed);
    if (offered === undefined) {
      await expect(cards.connector("Production").getByRole("button")).toHaveCount(0);
    } else {
      await cards.menuButton("Production").click();
      await expect(cards.menu("Production").getByRole("menuitem")).toHaveText([...offered]);
    }
  }
  await page.goto("/connectors/service-tokens");
  await expect(page.getByRole("button", { name: words.create })).toHaveAttribute("aria-disabled", "true");
});

test("Back leaves the dialog behind", async ({ page, cards, sandbox, server }) => {
  await server.save(sandbox, "Production");
  await cards.open();
  await page.getByRole("link", { name: words.tokens }).click();
  await page.getByRole("main").getByRole("link", { name: "Connectors" }).click();
  await cards.choose("Production", words.tryIt);
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.goForward();
  await expect(cards.connector("Production")).toBeVisible();
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("a list that changes under the focus, or cannot be fetched, leaves it where it is", async ({ page, cards, guards, sandbox, server }) => {
  await server.save(sandbox, "Production");
  await cards.open();
  const button = cards.menuButton("Production");
  const dialog = page.getByRole("dialog", { name: words.tryIt });
  // What changes under the focus, without a request of its own.
  await page.route("**/api/v1/connectors", async (route) => {
    const list = (await (await route.fetch()).json()) as { connectors: { id: string }[]; usage: Record<string, unknown> };
    list.usage = { [list.connectors[0]?.id ?? ""]: { lastUsedAt: 1_795_356_300_000, days: [] } };
    await route.fulfill({ json: list });
  });
  await cards.choose("Production", words.tryIt);
  const asked = await hold(page, "**/try");
  await dialog.getByRole("button", { name: words.send }).click();
  const held = await asked.route;
  await page.keyboard.press("Escape");
  await expect(button).toBeFocused();
  await held.continue();
  await expect(cards.connector("Production")).toContainText(words.lastUsed);
  await expect(button).toBeFocused();

  await page.route("**/api/v1/connectors", (route) => route.abort("connectionrefused"));
  guards.provoke({ status: "unreachable", path: "/api/v1/connectors" });
  await cards.choose("Production", words.tryIt);
  const failed = page.waitForEvent("requestfailed");
  await dialog.getByRole("button", { name: words.send }).click();
  await failed;
  await page.keyboard.press("Escape");
  await expect(button).toBeFocused();
  await expect(cards.connector("Production")).toContainText(words.lastUsed);
});
