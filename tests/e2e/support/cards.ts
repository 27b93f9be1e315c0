// The cards, by what a person sees or hears.
import type { Locator, Page } from "@playwright/test";

import type { Labels } from "./labels.ts";

/** The screen at `/connectors`. */
export class Cards {
  constructor(
    private readonly page: Page,
    private readonly words: Labels,
  ) {}

  /** Opens the screen and waits until the list is there. */
  async open(): Promise<void> {
    await this.page.goto("/connectors");
    await this.button.waitFor();
  }

  /** **Set Up**, or **Add More** once there is a connector. */
  get button(): Locator {
    return this.setUp.or(this.addMore);
  }

  /** The button while there is no connector. */
  get setUp(): Locator {
    return this.page.getByRole("button", { name: this.words.setUp, exact: true });
  }

  /** The button once there is one. */
  get addMore(): Locator {
    return this.page.getByRole("button", { name: this.words.addMore, exact: true });
  }

  /** The connectors of the Salesforce card. */
  get list(): Locator {
    return this.page.getByRole("list", { name: this.words.list });
  }

  /** One connector of the list, by its name. */
  connector(name: string): Locator {
    return this.list.getByRole("listitem").filter({ hasText: name });
  }
}
