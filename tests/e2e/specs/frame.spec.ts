// The frame in a narrow window: a menu that folds, and one width for what stands on the page.
import { expect, readOnlyTest as test } from "../support/test.ts";

test("the menu folds at a click beside it, which does nothing else, and at Esc", async ({ page, cards, form }) => {
  await page.setViewportSize({ width: 360, height: 800 });
  await cards.open();
  const menu = page.getByRole("button", { name: "Menu" });
  const nav = page.getByRole("navigation", { name: "Main" });
  await expect(nav).toBeHidden();
  await menu.click();
  await expect(nav).toBeVisible();
  const beside = await cards.setUp.boundingBox();
  // Where the button is, to the right of the navigation.
  await page.mouse.click((beside?.x ?? 0) + (beside?.width ?? 0) - 4, (beside?.y ?? 0) + 4);
  await expect(nav).toBeHidden();
  await expect(menu).toHaveAttribute("aria-expanded", "false");
  await expect(form.dialog).toHaveCount(0);
  await menu.click();
  await page.keyboard.press("Escape");
  await expect(nav).toBeHidden();
  await page.setViewportSize({ width: 1280, height: 800 });
  await expect(nav).toBeVisible();
});

test("a card is as wide as the banner above it, where only one has room", async ({ page, cards }) => {
  await cards.open();
  for (const width of [360, 380, 420, 600]) {
    await page.setViewportSize({ width, height: 800 });
    const [banner, card] = await Promise.all([".banner", ".card"].map((one) => page.locator(one).first().boundingBox()));
    expect([card?.x, card?.width], `at ${width}`).toEqual([banner?.x, banner?.width]);
  }
});
