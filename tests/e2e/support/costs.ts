// What a test costs in what takes a browser's time, counted where it is spent, and added up by spec: see budget.ts.
import type { TestInfo } from "@playwright/test";

/** How many documents were loaded, runs of axe were made, and servers were started for one test alone. */
export interface Costs {
  loads: number;
  axe: number;
  servers: number;
}

/** How a reader is told of them. */
export const units: Record<keyof Costs, string> = { loads: "page loads", axe: "runs of axe", servers: "servers" };

/** What is counted. */
export const kinds = Object.keys(units) as (keyof Costs)[];

/** Adds one. It is an annotation of the test, since those reach the process that adds up. */
export function spend({ annotations }: Pick<TestInfo, "annotations">, kind: keyof Costs): void {
  const counted = annotations.find(({ type }) => type === kind);
  if (counted === undefined) annotations.push({ type: kind, description: "1" });
  else counted.description = String(Number(counted.description) + 1);
}

/** What a test has cost, by its annotations. */
export function spent(annotations: TestInfo["annotations"]): Costs {
  const count = (kind: keyof Costs): number => Number(annotations.find(({ type }) => type === kind)?.description ?? 0);
  return { loads: count("loads"), axe: count("axe"), servers: count("servers") };
}
