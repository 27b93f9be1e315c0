// The same app and user under a second name: told at the field while it is filled in, and in the confirmation. It does not block.
import { type Labels, languages } from "../support/labels.ts";
import type { Credentials } from "../support/sandbox.ts";
import { expect, test } from "../support/test.ts";

const WORDS = {
  en: (name: string) => `"${name}" already has this Client ID, Email ID and URL.`,
  fr: (name: string) => `«\u00a0${name}\u00a0» a déjà cet ID client, cet ID d'e-mail et cette URL.`,
};

function confirmation(words: Labels, { url, emailId }: Credentials): string {
  return words.confirmation("Second", new URL(url).host, emailId);
}

for (const language of languages) {
  test.describe(`a second name (${language})`, () => {
    test.use({ language });

    test("is warned of by the first, before and after it is saved", async ({ page, cards, form, sandbox, server, words }) => {
      const said = WORDS[language];
      await server.save(sandbox, "First");
      await cards.open();
      await cards.addMore.click();
      await form.fillGood("Second", sandbox.credentials);
      await expect.poll(() => form.note("emailId")).toContain(said("First"));
      await expect(form.field("emailId")).not.toHaveAttribute("aria-invalid");
      await form.fill({ emailId: "somebody@else.example" });
      await expect.poll(() => form.note("emailId")).toBe("");
      await form.fill({ emailId: sandbox.credentials.emailId });
      await expect.poll(() => form.note("emailId")).toContain(said("First"));
      await form.done.click();
      await expect(page.getByText(confirmation(words, sandbox.credentials), { exact: true })).toBeVisible();
      await expect(page.getByRole("dialog").getByRole("listitem")).toContainText(said("First"));
      await form.closeAfterSaving.click();
      await expect(cards.connector("Second")).toBeVisible();
    });
  });
}

test("one that was saved meanwhile is warned of in the confirmation", async ({ page, cards, form, sandbox, server, words }) => {
  await cards.open();
  await cards.setUp.click();
  await form.fillGood("Second", sandbox.credentials);
  await server.save(sandbox, "Meanwhile");
  expect(await form.note("emailId"), "nobody here knows of it").toBe("");
  await form.done.click();
  await expect(page.getByText(confirmation(words, sandbox.credentials), { exact: true })).toBeVisible();
  await expect(page.getByRole("dialog").getByRole("listitem")).toContainText(WORDS.en("Meanwhile"));
});
