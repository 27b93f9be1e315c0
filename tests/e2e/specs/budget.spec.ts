// What tests cost is counted, and a run that is not within the budgets fails.
import config from "../playwright.config.ts";
import { expectAccessible } from "../support/axe.ts";
import BudgetReporter from "../support/budget-reporter.ts";
import { type Costs, kinds, spent } from "../support/costs.ts";
import { expect, readOnlyTest, test } from "../support/test.ts";

readOnlyTest("loads and runs of axe are counted, and what stays in the document is no load", async ({ page, cards, form }) => {
  const so = (): Costs => spent(readOnlyTest.info().annotations);
  expect(so()).toEqual({ loads: 0, axe: 0, servers: 0 });
  await cards.open();
  await cards.setUp.click();
  await form.field("name").waitFor();
  await page.goBack();
  await cards.setUp.waitFor();
  expect(so()).toEqual({ loads: 1, axe: 0, servers: 0 });
  await page.reload();
  await expectAccessible(page, "the cards");
  await expectAccessible(page, "the cards", ["color-contrast"]);
  expect(so()).toEqual({ loads: 2, axe: 2, servers: 0 });
  const other = await page.context().newPage();
  await other.goto("/connectors");
  expect(so()).toEqual({ loads: 3, axe: 2, servers: 0 });
});

test("a server of one's own is counted", async ({ server }) => {
  expect(await server.savedNames()).toEqual([]);
  expect(spent(test.info().annotations)).toEqual({ loads: 0, axe: 0, servers: 1 });
});

readOnlyTest("the run is held against the budgets", () => {
  expect(JSON.stringify(config.reporter)).toContain("budget-reporter");
});

/** What a run is told whose tests cost so much, and whether it fails for that. */
async function told(tests: Costs[], { given = [], spec = "cards", status = "passed" }: Run = {}): Promise<[string, boolean]> {
  let said = "";
  const allowed = { cards: { loads: 10, axe: 4, servers: 1 } };
  const reporter = new BudgetReporter({ allowed, say: (text) => (said += text) });
  reporter.onBegin({ argv: ["node", "playwright", "test", ...given] });
  const location = { file: `/specs/${spec}.spec.ts`, line: 1, column: 1 };
  for (const costs of tests) {
    const annotations = kinds.map((type) => ({ type, description: String(costs[type]) }));
    reporter.onTestEnd({ location }, { annotations });
  }
  const verdict = await reporter.onEnd({ status });
  return [said, verdict?.status === "failed"];
}

interface Run {
  given?: string[];
  spec?: string;
  status?: "failed" | "passed";
}

const some = { loads: 6, axe: 4, servers: 0 };
const rest = { loads: 4, axe: 0, servers: 1 };
const more = { loads: 1, axe: 0, servers: 0 };

readOnlyTest("a whole run fails above a budget, far below it, and where there is none", async () => {
  expect(await told([some, rest])).toEqual(["", false]);
  const above = expect.stringContaining("cards: 11 page loads, and 10 are allowed");
  expect(await told([some, rest, more])).toEqual([above, true]);
  expect(await told([some, rest, more], { given: ["--project=browser", "--trace=on"] })).toEqual([above, true]);
  const below = expect.stringContaining("cards: 10 page loads are allowed, and it takes 4");
  expect(await told([{ loads: 4, axe: 4, servers: 1 }])).toEqual([below, true]);
  expect(await told([more], { spec: "new" })).toEqual([expect.stringContaining("new has no budget"), true]);
});

readOnlyTest("a part of a run fails for none of it, and what failed is not blamed for what it left undone", async () => {
  for (const given of [["cards"], ["--grep", "x"], ["-g", "x"], ["--shard=1/2"], ["--last-failed"], ["--repeat-each=2"]]) {
    expect(await told([more], { given }), given.join(" ")).toEqual(["", false]);
    const above = expect.stringContaining("11 page loads");
    expect(await told([some, rest, more], { given }), given.join(" ")).toEqual([above, false]);
  }
  expect(await told([more], { status: "failed" })).toEqual(["", false]);
});
