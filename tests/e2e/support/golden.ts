// What assistive technology is told, held against a golden to the letter. Playwright's own `toMatchAriaSnapshot`
// passes with more than its golden says: a stray warning, another name, a button that is disabled.
import { existsSync, readFileSync } from "node:fs";

import { expect, type Locator, test } from "@playwright/test";

/** Fails unless what is told of this is what `goldens/{name}.aria.yml` says, all of it and no more. */
export async function expectTold(what: Locator, name: string): Promise<void> {
  const file = `${name}.aria.yml`;
  const golden = test.info().snapshotPath(file, { kind: "aria" });
  let shown = await told(what);
  if (existsSync(golden)) {
    // What was asked for may still be on its way. What differs after all is told, or written, by what follows.
    const patience = test.info().config.updateSnapshots === "none" ? {} : { timeout: 5_000 };
    const reading = expect.poll(async () => (shown = await told(what)), { message: name, ...patience });
    await reading.toBe(readFileSync(golden, "utf8")).catch(() => undefined);
  }
  expect(shown).toMatchSnapshot([file]);
}

/** The tree that assistive technology gets, without what differs from run to run: ports, the request's id, the sandbox's key. */
async function told(what: Locator): Promise<string> {
  const tree = await what.ariaSnapshot();
  return tree
    .replaceAll(/localhost:\d+/g, "localhost:{port}")
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "{uuid}")
    .replaceAll(/\b[0-9a-f]{64}\b/g, "{sha256}");
}
