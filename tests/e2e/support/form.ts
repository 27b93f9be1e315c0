// "Set Up Salesforce Connector", by what a person sees or hears.
import { expect, type Locator, type Page } from "@playwright/test";

import type { Field } from "./contract.ts";
import type { Labels } from "./labels.ts";
import type { Credentials } from "./sandbox.ts";

/** What is typed into the form. */
export type Input = Partial<Record<Field, string>>;

/** The form, whatever contains it. */
export class SalesforceForm {
  constructor(
    private readonly page: Page,
    private readonly words: Labels,
  ) {}

  /** Opens the form at its own address. */
  async open(): Promise<void> {
    await this.page.goto("/connectors/salesforce/new");
    await this.field("name").waitFor();
  }

  /** The dialog over the cards. */
  get dialog(): Locator {
    return this.page.getByRole("dialog", { name: this.words.title });
  }

  /** A field's input. */
  field(field: Field): Locator {
    // "(optional)" may follow the label.
    const name = field === "audience" ? new RegExp(`^${this.words.audience}`) : this.words[field];
    return this.page.getByRole("textbox", { name, exact: true });
  }

  /** The button that checks and saves, before it is pressed. */
  get done(): Locator {
    return this.page.getByRole("button", { name: this.words.done, exact: true });
  }

  /** The same button while it checks. */
  get checking(): Locator {
    return this.page.getByRole("button", { name: this.words.checking });
  }

  /** Cancels a check. */
  get cancel(): Locator {
    return this.page.getByRole("button", { name: this.words.cancel, exact: true });
  }

  /** Closes the form, in the dialog's corner. */
  get close(): Locator {
    return this.page.getByRole("button", { name: this.words.close, exact: true }).first();
  }

  /** All that remains once it is saved. */
  get closeAfterSaving(): Locator {
    return this.page.getByRole("button", { name: this.words.close, exact: true }).last();
  }

  /** What a good key collapses to. */
  get goodKey(): Locator {
    return this.page.getByText(this.words.rsa2048);
  }

  /** Gives back the key that Replace took away. */
  get keepKey(): Locator {
    return this.page.getByRole("button", { name: this.words.keepKey });
  }

  /** Takes the good key away. */
  get replaceKey(): Locator {
    return this.page.getByRole("button", { name: this.words.replaceKey });
  }

  /** What says that a check failed, or which fields to correct: the form's one group with a name. */
  get failure(): Locator {
    return this.page.locator("form").getByRole("group", { name: /./ });
  }

  /** The question before unsaved input is dropped. */
  get leaveQuestion(): Locator {
    return this.page.getByRole("dialog", { name: this.words.leaveTitle });
  }

  /** Stays, in that question. */
  get stay(): Locator {
    return this.leaveQuestion.getByRole("button", { name: this.words.stay });
  }

  /** Leaves, in that question. */
  get leave(): Locator {
    return this.leaveQuestion.getByRole("button", { name: this.words.leave, exact: true });
  }

  /** Opens Advanced, unless it is open. */
  async openAdvanced(): Promise<void> {
    if (await this.field("audience").isVisible()) return;
    await this.page.getByText(this.words.advanced, { exact: true }).click();
    await this.field("audience").waitFor();
  }

  /** Fills what is given, field by field, as a person would who pastes. */
  async fill(input: Input): Promise<void> {
    for (const [field, value] of Object.entries(input) as [Field, string][]) {
      if (field === "audience") await this.openAdvanced();
      if (field === "privateKey" && (await this.replaceKey.isVisible())) await this.replaceKey.click();
      await this.field(field).fill(value);
    }
  }

  /** Fills the form so that it works. */
  async fillGood(name: string, credentials: Credentials): Promise<void> {
    const { clientId, emailId, url, privateKey } = credentials;
    await this.fill({ name, clientId, emailId, url, privateKey });
    await expect(this.goodKey).toBeVisible();
  }

  /** Picks a file as Private Key, as the button's file dialog would. */
  async pickFile(file: { name: string; mimeType: string; buffer: Buffer }): Promise<void> {
    const chooser = this.page.waitForEvent("filechooser");
    await this.page.getByRole("button", { name: this.words.chooseFile }).click();
    await (await chooser).setFiles(file);
  }

  /** A field's label as it is written. */
  label(field: Field): string {
    return this.words[field];
  }

  /** What stands at a field: the texts that `aria-describedby` and `aria-errormessage` name, divided by NUL. */
  async description(field: Field): Promise<string> {
    return this.field(field).evaluate((input) => {
      const ids = ["aria-describedby", "aria-errormessage"].flatMap((name) => input.getAttribute(name)?.split(" ") ?? []);
      return ids.map((id) => document.getElementById(id)?.innerText.trim() ?? `nothing has the id ${id}`).join("\0");
    });
  }

  /** What is wrong with a field, or may be, as it is written there. Empty when nothing is. */
  async note(field: Field): Promise<string> {
    const parts = (await this.description(field)).split("\u0000");
    return parts.find((part) => part.startsWith(this.words.error) || part.startsWith(this.words.warning)) ?? "";
  }

  /** The fields marked `aria-invalid`. */
  async marked(fields: readonly Field[]): Promise<Field[]> {
    const invalid = this.page.locator("[aria-invalid=true]");
    if ((await invalid.count()) === 0) return [];
    const marked = await Promise.all(fields.map((field) => this.field(field).and(invalid).count()));
    return fields.filter((_, at) => marked[at] !== 0);
  }
}
