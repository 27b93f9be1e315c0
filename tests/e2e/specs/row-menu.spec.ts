// A connector's row on the card: its name leads to its own page, its menu to what can be done, with and without a mouse.
import { hold } from "../support/hold.ts";
import { expect, test } from "../support/test.ts";

const LIST = "/api/v1/connectors";
const ITEMS = ["Open", "Try a Request", "Deactivate"];

test("the menu is worked with the keyboard as menus are", async ({ page, cards, sandbox, server }) => {
  await server.save(sandbox, "Production");
  await cards.open();
  const [button, menu] = [cards.menuButton("Production"), cards.menu("Production")];
  const item = (name: string) => menu.getByRole("menuitem", { name, exact: true });
  await cards.link("Production").focus();
  await page.keyboard.press("Tab");
  await expect(button).toBeFocused();
  await expect(button).toHaveAttribute("aria-haspopup", "menu");
  await expect(button).toHaveAttribute("aria-expanded", "false");

  await page.keyboard.press("Enter");
  await expect(button).toHaveAttribute("aria-expanded", "true");
  await expect(menu.getByRole("menuitem")).toHaveText(ITEMS);
  // Each key, and where it leads from there.
  for (const [key, to] of [
    ["", "Open"],
    ["ArrowDown", "Try a Request"],
    ["ArrowDown", "Deactivate"],
    ["ArrowDown", "Open"],
    ["ArrowUp", "Deactivate"],
    ["Home", "Open"],
    ["End", "Deactivate"],
  ] as const) {
    if (key !== "") await page.keyboard.press(key);
    await expect(item(to), key).toBeFocused();
  }
  await page.keyboard.press("Escape");
  await expect(menu).toHaveCount(0);
  await expect(button).toBeFocused();
  await expect(button).toHaveAttribute("aria-expanded", "false");

  for (const [key, to] of [["ArrowUp", "Deactivate"], ["ArrowDown", "Open"], ["Space", "Open"]] as const) {
    await page.keyboard.press(key);
    await expect(item(to), key).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(menu).toHaveCount(0);
  }

  // Tab leaves the menu for what stands beside its button.
  await page.keyboard.press("Enter");
  await expect(item("Open")).toBeFocused();
  await page.keyboard.press("Shift+Tab");
  await expect(menu).toHaveCount(0);
  await expect(cards.link("Production")).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(item("Open")).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(menu).toHaveCount(0);
  await expect(cards.documentation).toBeFocused();
});

test("the mouse unfolds it, folds it, and chooses from it", async ({ page, cards, sandbox, server }) => {
  await server.save(sandbox, "First");
  await server.save(sandbox, "Second");
  await cards.open();
  await cards.menuButton("First").click();
  await expect(cards.menu("First")).toBeVisible();
  await cards.menuButton("First").click();
  await expect(cards.menu("First"), "the same button").toHaveCount(0);
  await expect(cards.menuButton("First")).toBeFocused();

  await cards.menuButton("First").click();
  await page.getByRole("heading", { level: 1 }).click();
  await expect(cards.menu("First"), "a click elsewhere").toHaveCount(0);

  // The lower one's first: it covers no other's button.
  await cards.menuButton("Second").click();
  await cards.menuButton("First").click();
  await expect(cards.menu("Second"), "another's menu").toHaveCount(0);
  await expect(cards.menu("First")).toBeVisible();
  await cards.menu("First").getByRole("menuitem", { name: "Try a Request" }).click();
  await expect(page.getByRole("dialog", { name: "Try a Request" }).getByText("First", { exact: true })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(cards.menuButton("First")).toBeFocused();
});

test("it is all in sight when it unfolds at the window's edge", async ({ page, cards, sandbox, server }) => {
  await server.save(sandbox, "Production");
  await cards.open();
  const button = cards.menuButton("Production");
  await page.setViewportSize({ width: 360, height: 480 });
  // As low in the window as leaves the first item in sight, which has the focus.
  await button.evaluate((element) => window.scrollBy(0, element.getBoundingClientRect().bottom - window.innerHeight + 48));
  await button.click();
  await expect(cards.menu("Production").getByRole("menuitem", { name: "Deactivate" })).toBeInViewport({ ratio: 1 });
});

test("a name leads to the connector's own page, and Back from there", async ({ page, context, cards, sandbox, server }) => {
  await server.save(sandbox, "Production");
  const { connectors } = (await (await fetch(`${server.origin}${LIST}`)).json()) as { connectors: { id: string }[] };
  const address = `/connectors/salesforce/${connectors[0]?.id ?? ""}`;
  await cards.open();
  await expect(cards.link("Production")).toHaveAttribute("href", address);
  await cards.link("Production").click();
  await expect(page).toHaveURL(address);
  await page.goBack();
  await expect(page).toHaveURL("/connectors");
  await cards.choose("Production", "Open");
  await expect(page).toHaveURL(address);
  await page.goBack();
  const opened = context.waitForEvent("page");
  await cards.link("Production").click({ modifiers: ["ControlOrMeta"] });
  await expect(await opened, "a tab of its own").toHaveURL(address);
  await expect(page).toHaveURL("/connectors");
});

test("a list that comes anew leaves an unfolded menu and a link as they are", async ({ page, cards, sandbox, server }) => {
  await server.save(sandbox, "Production");
  await cards.open();
  // Used, and renamed, since the list was fetched.
  await page.route(`**${LIST}`, async (route) => {
    const list = (await (await route.fetch()).json()) as { connectors: { id: string; name: string }[]; usage: Record<string, unknown> };
    list.usage = { [list.connectors[0]?.id ?? ""]: { lastUsedAt: 1_795_356_300_000, days: [] } };
    for (const connector of list.connectors) connector.name = "Renamed";
    await route.fulfill({ json: list });
  });
  const asked = await hold(page, `**${LIST}`);
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
  const held = await asked.route;
  await cards.menuButton("Production").click();
  await page.keyboard.press("End");
  await held.fallback();
  await expect(cards.connector("Renamed")).toContainText("Last used:");
  await expect(cards.menu("Renamed").getByRole("menuitem", { name: "Deactivate" })).toBeFocused();
});

test("the documentation is another's page, and says that it opens apart", async ({ cards, server }) => {
  void server;
  await cards.open();
  const link = cards.documentation;
  await expect(link).toHaveAccessibleName("View Documentation (opens in a new tab)");
  await expect(link).toHaveAttribute("href", /^https:\/\/help\.webex\.com\//);
  await expect(link).toHaveAttribute("target", "_blank");
  await expect(link).toHaveAttribute("rel", /noopener/);
});
