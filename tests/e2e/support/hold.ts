// A request that waits in the browser until the test has decided what becomes of it.
import type { Page, Route } from "@playwright/test";

/** A request that is held back, once it is made. */
export interface Held {
  route: Promise<Route>;
}

/** Holds back the next request to an address. */
export async function hold(page: Page, url: string): Promise<Held> {
  let hold: (route: Route) => void = () => undefined;
  const route = new Promise<Route>((resolve) => (hold = resolve));
  let held = false;
  // Not `times: 1`: once its last route is gone, Playwright lets go of all that is held.
  await page.route(url, (route) => {
    if (held) {
      return route.fallback();
    }
    held = true;
    hold(route);
    return undefined;
  });
  return { route };
}
