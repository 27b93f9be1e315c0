// What each spec may cost, all of its tests together. Page loads and runs of axe are what takes a browser's time, and
// servers are what takes the rest. Counts are the same on every machine: they say when a test takes more than it needs.
import { type Costs, kinds, units } from "./costs.ts";

/** By the spec's name. */
export const budgets: Record<string, Costs> = {
  axe: { loads: 0, axe: 4, servers: 0 },
  budget: { loads: 3, axe: 2, servers: 1 },
  canary: { loads: 7, axe: 0, servers: 4 },
  cancel: { loads: 8, axe: 0, servers: 8 },
  demo: { loads: 7, axe: 0, servers: 4 },
  "edit-connector": { loads: 5, axe: 0, servers: 5 },
  failures: { loads: 22, axe: 0, servers: 15 },
  "find-audience": { loads: 5, axe: 0, servers: 5 },
  "connector-page": { loads: 10, axe: 0, servers: 8 },
  "fresh-lists": { loads: 8, axe: 0, servers: 7 },
  frame: { loads: 2, axe: 0, servers: 0 },
  // Two runs of axe a sample, and a code more is a sample more.
  gallery: { loads: 40, axe: 600, servers: 0 },
  guards: { loads: 2, axe: 0, servers: 1 },
  headers: { loads: 6, axe: 0, servers: 5 },
  "house-rules": { loads: 0, axe: 0, servers: 0 },
  keyboard: { loads: 4, axe: 0, servers: 1 },
  language: { loads: 10, axe: 0, servers: 0 },
  lifecycle: { loads: 11, axe: 0, servers: 9 },
  leaving: { loads: 12, axe: 0, servers: 3 },
  limit: { loads: 2, axe: 0, servers: 2 },
  loading: { loads: 4, axe: 0, servers: 2 },
  "maybe-saved": { loads: 2, axe: 0, servers: 2 },
  "outgoing-addresses": { loads: 3, axe: 0, servers: 1 },
  "page-left": { loads: 7, axe: 0, servers: 4 },
  "private-key": { loads: 14, axe: 0, servers: 1 },
  "row-menu": { loads: 8, axe: 0, servers: 6 },
  "readme-walk": { loads: 3, axe: 0, servers: 0 },
  routes: { loads: 27, axe: 4, servers: 0 },
  rules: { loads: 17, axe: 0, servers: 2 },
  "service-tokens": { loads: 18, axe: 0, servers: 12 },
  "second-name": { loads: 3, axe: 0, servers: 3 },
  "set-up": { loads: 7, axe: 0, servers: 5 },
  states: { loads: 23, axe: 22, servers: 10 },
  "token-once": { loads: 4, axe: 0, servers: 4 },
  "try-it": { loads: 12, axe: 0, servers: 8 },
  validation: { loads: 11, axe: 0, servers: 0 },
  "ways-out": { loads: 3, axe: 0, servers: 0 },
};

/** Where a spec costs more than it may, or what nobody has allowed it, a line each. */
export function overruns(used: ReadonlyMap<string, Costs>, allowed: Record<string, Costs>): string[] {
  return [...used].flatMap(([spec, costs]) => {
    const budget = allowed[spec];
    if (budget === undefined) return [`${spec} has no budget`];
    const over = kinds.filter((kind) => costs[kind] > budget[kind]);
    return over.map((kind) => `${spec}: ${costs[kind]} ${units[kind]}, and ${budget[kind]} are allowed`);
  });
}

/** Where a budget is far above what its spec costs, a line each: more could slip in unseen. To be asked of whole runs. */
export function surpluses(used: ReadonlyMap<string, Costs>, allowed: Record<string, Costs>): string[] {
  return [...used].flatMap(([spec, costs]) => {
    const budget = allowed[spec] ?? costs;
    const far = kinds.filter((kind) => budget[kind] > enough(costs[kind]));
    return far.map((kind) => `${spec}: ${budget[kind]} ${units[kind]} are allowed, and it takes ${costs[kind]}: allow ${enough(costs[kind])} at most`);
  });
}

/** With some room, for a few tests more. */
function enough(used: number): number {
  return Math.ceil(used * 1.2) + 2;
}
