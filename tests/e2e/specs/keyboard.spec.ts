// The whole job without a mouse.
import type { Page } from "@playwright/test";

import { expect, readOnlyTest, test } from "../support/test.ts";

test("from the address bar to the saved connector with the keyboard alone", async ({ page, cards, form, sandbox, server }) => {
  const { clientId, emailId, url, privateKeyFile, privateKey } = sandbox.credentials;
  await page.goto("/connectors");
  await cards.setUp.waitFor();
  await tabTo(page, "Set Up");
  await page.keyboard.press("Enter");
  await expect(form.field("name")).toBeFocused();
  await page.keyboard.type("Keyboard");
  await tabTo(page, "Client ID");
  await page.keyboard.type(clientId);
  await tabTo(page, "Email ID");
  await page.keyboard.type(emailId);
  await tabTo(page, "URL");
  await page.keyboard.press("Control+a");
  await page.keyboard.type(url);

  // A file picker is the system's own; its button is reached and pressed by key.
  // Asked for on the way there: a key that is pressed right after could be quicker, and open the system's own for nobody.
  const chooser = page.waitForEvent("filechooser");
  await tabTo(page, "Choose a file");
  await page.keyboard.press("Space");
  await (await chooser).setFiles(privateKeyFile);
  await expect(form.replaceKey).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(form.field("privateKey")).toBeFocused();
  await page.evaluate((text) => document.execCommand("insertText", false, text), privateKey);
  await expect(form.replaceKey).toBeFocused();

  await tabTo(page, "Done");
  await page.keyboard.press("Enter");
  await expect(form.closeAfterSaving).toBeFocused();
  await page.keyboard.press("Space");
  await expect(cards.addMore).toBeFocused();
  expect(await server.savedNames()).toEqual(["Keyboard"]);
});

readOnlyTest("the focus stays within the dialog, and what is behind it is inert", async ({ page, cards, form }) => {
  await cards.open();
  await cards.setUp.click();
  await expect(form.field("name")).toBeFocused();
  const seen = new Set<string>();
  for (let step = 0; step < 40; step += 1) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const active = document.activeElement;
      // Between the last and the first stop Chromium gives the focus to its own bar: the body, for the page.
      if (active === null || active === document.body) return "browser";
      return active.closest("dialog") === null ? `outside: ${active.outerHTML}` : "dialog";
    });
    seen.add(at);
  }
  expect([...seen].filter((at) => at.startsWith("outside"))).toEqual([]);
  expect(seen).toContain("dialog");
  const told = await toldToAssistiveTechnology(page);
  expect(told).toContain("Done");
  expect(told, "what is behind the dialog").not.toContain("Set Up");
});

readOnlyTest("every stop shows where the focus is", async ({ page, form }) => {
  await form.open();
  for (let step = 0; step < 25; step += 1) {
    await page.keyboard.press("Tab");
    const visible = await page.evaluate(() => {
      const active = document.activeElement;
      if (active === null || active === document.body) return true;
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(active);
      return (outlineStyle !== "none" && outlineWidth !== "0px") || boxShadow !== "none" ? true : active.outerHTML;
    });
    expect(visible).toBe(true);
  }
});

readOnlyTest("the first Tab leads to a link that skips the navigation", async ({ page, cards }) => {
  await cards.open();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
});

/** The names of all buttons in Chromium's own accessibility tree, which knows what a modal dialog makes inert. */
async function toldToAssistiveTechnology(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  const buttons = nodes.filter((node) => !node.ignored && node.role?.value === "button");
  return buttons.map((node) => String(node.name?.value));
}

/** Presses Tab until what has this accessible name has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  const target = page.getByRole("button", { name, exact: true }).or(page.getByRole("textbox", { name, exact: true }));
  for (let step = 0; step < 40; step += 1) {
    await page.keyboard.press("Tab");
    if (await target.evaluateAll((found) => found.some((one) => one === document.activeElement))) return;
  }
  throw new Error(`Tab never reached ${name}`);
}
