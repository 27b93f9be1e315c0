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

  /** The link to what is published about connectors. */
  get documentation(): Locator {
    return this.page.getByRole("link", { name: this.words.documentation });
  }

  /** One connector of the list, by its name. */
  connector(name: string): Locator {
    return this.list.getByRole("listitem").filter({ hasText: name });
  }

  /** The link to a connector's own page. */
  link(name: string): Locator {
    return this.list.getByRole("link", { name, exact: true });
  }

  /** The button that unfolds a connector's menu. */
  menuButton(name: string): Locator {
    return this.list.getByRole("button", { name: this.words.actions(name), exact: true });
  }

  /** The menu of a connector, while it is unfolded. */
  menu(name: string): Locator {
    return this.list.getByRole("menu", { name: this.words.actions(name), exact: true });
  }

  /** Chooses from a connector's menu. */
  async choose(name: string, item: string): Promise<void> {
    await this.menuButton(name).click();
    await this.menu(name).getByRole("menuitem", { name: item, exact: true }).click();
  }
}
