// When a field says what is wrong with it.
import { codes } from "../support/contract.ts";
import { expect, readOnlyTest as test } from "../support/test.ts";

const CREATE = "/api/v1/connectors/salesforce";

test("a field is silent while it is first typed, speaks on blur, then follows every keystroke", async ({ page, form }) => {
  await form.open();
  const url = form.field("url");
  await url.fill("");
  await url.pressSequentially("http://exa");
  await expect(url).not.toHaveAttribute("aria-invalid");

  await url.blur();
  await expect(url).toHaveAttribute("aria-invalid", "true");
  await expect.poll(() => form.description("url")).toContain("Begin the URL with https://.");

  await url.focus();
  await page.keyboard.press("Home");
  for (let step = 0; step < "http".length; step += 1) await page.keyboard.press("ArrowRight");
  await page.keyboard.type("s");
  await expect.poll(() => form.description("url"), "https://exa is now no Salesforce host").toContain("Apps do not sign in to Salesforce at this host.");
  await expect(url).toHaveAttribute("aria-invalid", "true");

  await url.fill("https://acme.my.salesforce.com");
  await expect(url).not.toHaveAttribute("aria-invalid");
});

test("a field that was passed through untouched says nothing", async ({ form }) => {
  await form.open();
  for (const field of ["name", "clientId", "emailId", "url"] as const) {
    await form.field(field).focus();
    await form.field(field).blur();
  }
  expect(await form.marked(codes.fields)).toEqual([]);
});

test("once right, a field is silent again until it is left", async ({ form }) => {
  await form.open();
  const email = form.field("emailId");
  await email.fill("nobody");
  await email.blur();
  await expect(email).toHaveAttribute("aria-invalid", "true");
  await email.fill("nobody@acme.example");
  await expect(email).not.toHaveAttribute("aria-invalid");
});

test("Done on an empty form names every field at fault, and its links lead there", async ({ page, form, sandbox, guards }) => {
  await form.open();
  const before = await sandbox.tokenRequests();
  await form.done.click();
  await expect(form.failure).toBeFocused();
  const links = form.failure.getByRole("link");
  await expect(links).toHaveText(["Name:", "Client ID:", "Email ID:", "Private Key:"]);
  expect(await form.marked(codes.fields)).toEqual(["name", "clientId", "emailId", "privateKey"]);
  for (const field of ["name", "clientId", "emailId", "privateKey"] as const) {
    const link = links.nth(["name", "clientId", "emailId", "privateKey"].indexOf(field));
    await link.click();
    await expect(form.field(field)).toBeFocused();
  }
  await expect(page).toHaveURL("/connectors/salesforce/new");
  await expect(form.done, "Done is never disabled for invalid input").toBeEnabled();
  expect(guards.times(CREATE), "nothing was sent").toBe(0);
  expect(await sandbox.tokenRequests(), "nothing was asked of Salesforce").toBe(before);
});

test("the summary opens Advanced to reach Audience", async ({ page, form, sandbox }) => {
  await form.open();
  await form.fillGood("Audience", sandbox.credentials);
  await form.fill({ audience: "https://example.com" });
  await page.getByText("Advanced", { exact: true }).click();
  await expect(form.field("audience")).toBeHidden();
  await form.done.click();
  await form.failure.getByRole("link", { name: "Audience" }).click();
  await expect(form.field("audience")).toBeFocused();
});

test("Enter in a field is Done", async ({ form }) => {
  await form.open();
  await form.field("name").press("Enter");
  await expect(form.failure).toBeFocused();
});

test("each keystroke's error is announced after a pause, not at once", async ({ page, cards, form }) => {
  // The page starts while its clock runs. Once it waits for nothing, the clock stands still, and a pause lasts as long
  // as the test says. (With this clock the app cannot take a timer back: web-sys knows ids of 32 bits only.)
  const start = Date.UTC(2030, 0, 1);
  await page.clock.install({ time: start });
  await cards.open();
  await cards.setUp.click();
  await expect(form.field("name")).toBeFocused();
  await page.clock.pauseAt(start + 24 * 60 * 60 * 1_000);
  const status = form.dialog.getByRole("status");
  const url = form.field("url");
  await url.fill("http://exa");
  await url.blur();
  await expect(status).toContainText("Begin the URL with https://.");
  await url.focus();
  await page.keyboard.press("Home");
  for (let step = 0; step < "http".length; step += 1) await page.keyboard.press("ArrowRight");
  await page.keyboard.type("s");
  await expect.poll(() => form.note("url"), "it is seen at once").toContain("Apps do not sign in to Salesforce at this host.");
  await page.clock.runFor(999);
  expect(await status.innerText(), "and not yet said").toContain("Begin the URL with https://.");
  await page.clock.runFor(1);
  await expect(status).toContainText("Apps do not sign in to Salesforce at this host.");
});

test("a pause begins anew with each keystroke, and what is right by then is not said to be wrong", async ({ page, form }) => {
  await form.open();
  const url = form.field("url");
  await url.fill("http://exa");
  await url.blur();
  await expect(form.dialog.getByRole("status")).toContainText("Begin the URL with https://.");
  await url.focus();
  await page.evaluate(() => {
    const log = { said: [] as number[], typed: [] as number[] };
    Object.assign(window, { log });
    addEventListener("input", () => log.typed.push(performance.now()), true);
    const status = document.querySelector("dialog [role=status]");
    if (status === null) throw new Error("no status");
    new MutationObserver(() => log.said.push(performance.now())).observe(status, { childList: true });
  });
  const log = (): Promise<{ said: number[]; typed: number[]; now: number }> =>
    page.evaluate(() => {
      const { log } = window as unknown as { log: { said: number[]; typed: number[] } };
      return { ...log, now: performance.now() };
    });
  await page.keyboard.type("mple", { delay: 150 });
  await expect.poll(async () => (await log()).said.length).toBeGreaterThan(0);
  const { said, typed } = await log();
  expect(typed).toHaveLength(4);
  for (const at of said) {
    const before = Math.max(...typed.filter((typed) => typed <= at));
    expect(at - before, "milliseconds after the last keystroke").toBeGreaterThan(990);
  }

  await url.fill("");
  await url.fill("https://login.salesforce.com");
  const right = Math.max(...(await log()).typed);
  await expect.poll(async () => (await log()).now).toBeGreaterThan(right + 1_500);
  expect((await log()).said.filter((at) => at > right)).toEqual([]);
});

test("help stands at every field, and names Salesforce's text on aud", async ({ page, form }) => {
  await form.open();
  await form.openAdvanced();
  for (const field of codes.fields) {
    expect((await form.description(field)).length, field).toBeGreaterThan(10);
  }
  expect(await form.description("url")).toContain("External Client App? Use your My Domain URL.");
  const link = page.getByRole("link", { name: "What Salesforce says about the audience (aud)" });
  await expect(link).toHaveAttribute("href", /^https:\/\/help\.salesforce\.com\//);
  await expect(link).toHaveAttribute("rel", /noopener|noreferrer/);
});

test("labels stand in Cisco's order", async ({ page, form }) => {
  await form.open();
  await form.openAdvanced();
  const boxes = page.getByRole("textbox");
  const ids = await boxes.evaluateAll((inputs) => inputs.map((input) => input.id));
  const order = await Promise.all(
    (["name", "clientId", "emailId", "url", "privateKey"] as const).map(async (field) =>
      ids.indexOf((await form.field(field).getAttribute("id")) ?? ""),
    ),
  );
  expect(order).toEqual([...order].sort((a, b) => a - b));
  expect(order).not.toContain(-1);
});

test("what is typed beside the form's help is not lost", async ({ page, form }) => {
  await form.open();
  await form.field("name").fill("Kept");
  await page.getByText("Before you begin", { exact: true }).click();
  await expect(form.field("name")).toHaveValue("Kept");
});
