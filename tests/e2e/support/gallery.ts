// The gallery, by its samples: it draws another one as soon as the address says so, so that one document serves for all.
import type { Locator, Page } from "@playwright/test";

/** Every state of every screen, one at a time. */
export class Gallery {
  constructor(private readonly page: Page) {}

  /** Opens the gallery, and gives the names of its samples, as `story/variant`. */
  async open(): Promise<string[]> {
    await this.page.goto("/_gallery");
    const links = this.page.getByRole("main").getByRole("link", { name: /^[a-z-]+\/[a-z0-9-]+$/ });
    await links.first().waitFor();
    return links.allInnerTexts();
  }

  /** Opens one sample by its address, in a document of its own. */
  async load(name: string): Promise<void> {
    await this.page.goto(`/_gallery/${name}`);
    await this.told.waitFor();
  }

  /** Shows one sample in the document that is open. Fails where anything of the sample before is still there. */
  async show(name: string): Promise<void> {
    const left = await this.page.evaluate(async (address) => {
      const before = [...document.body.querySelectorAll("*")];
      history.pushState(null, "", address);
      dispatchEvent(new PopStateEvent("popstate"));
      // What is drawn, the focus included, is there with the next frame; what the frame leads to, with the task after it.
      await new Promise((next) => requestAnimationFrame(() => setTimeout(next)));
      return before.filter((element) => element.isConnected).map((element) => element.outerHTML);
    }, `/_gallery/${name}`);
    if (left.length > 0) throw new Error(`${name}: of the sample before there is still ${left.join("\n")}`);
    await this.told.waitFor();
  }

  /** What is on top: a question, the form, or the page. */
  get told(): Locator {
    return this.page.getByRole("dialog").or(this.page.getByRole("main")).last();
  }

  /** What is told of it, line by line. A line for a terminal names the server that the page came from. */
  async lines(): Promise<string[]> {
    const tree = await this.told.ariaSnapshot();
    return tree.replaceAll(new URL(this.page.url()).origin, "http://server").split("\n");
  }
}
