// What no test here may do.
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

import { expect, test } from "@playwright/test";

import { budgets } from "../support/budget.ts";

const here = fileURLToPath(new URL("..", import.meta.url));
const sources = ["specs", "support"].flatMap((folder) =>
  readdirSync(join(here, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(folder, name)),
);

const forbidden: [RegExp, string][] = [
  [/waitForTimeout/, "waits for a time instead of a condition"],
  [/networkidle/, "waits for silence instead of a condition"],
  [/toMatchAriaSnapshot\(/, "passes with more than its golden says: see golden.ts"],
  [/[tT]est(\.describe)?\.(only|skip|fixme|fail)\b/, "leaves a test out"],
  [/locator\(\s*["'`][.#]/, "finds by class or id what a person finds by role and name"],
  [/@ts-(ignore|nocheck)|as any\b/, "silences the compiler"],
];

test("every test and what it stands on keeps the rules", () => {
  expect(sources.length).toBeGreaterThan(30);
  for (const file of sources.filter((file) => !file.endsWith("house-rules.spec.ts"))) {
    const text = readFileSync(join(here, file), "utf8");
    const broken = forbidden.filter(([pattern]) => pattern.test(text)).map(([, why]) => why);
    expect.soft(broken, file).toEqual([]);
    expect.soft(text.split("\n").length, `${file}: lines`).toBeLessThanOrEqual(300);
  }
});

test("every spec has a budget, and no other has", () => {
  const specs = sources.filter((file) => file.startsWith("specs")).map((file) => basename(file, ".spec.ts"));
  expect(Object.keys(budgets).sort()).toEqual(specs.sort());
});
