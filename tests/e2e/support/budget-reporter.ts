// Adds up what the tests of each spec cost, over all workers, and fails a whole run that is not within its budgets.
import { basename } from "node:path";

import type { FullConfig, FullResult, Reporter, TestCase, TestResult } from "@playwright/test/reporter";

import { budgets, overruns, surpluses } from "./budget.ts";
import { type Costs, spent } from "./costs.ts";

/** Arguments of Playwright's that leave no test of a spec out. */
const HARMLESS = /^--(project|trace|update-snapshots|workers)=/;

export default class BudgetReporter implements Reporter {
  private readonly used = new Map<string, Costs>();
  private readonly allowed: Record<string, Costs>;
  private readonly say: (text: string) => void;
  private isWhole = false;

  constructor(options: { allowed?: Record<string, Costs>; say?: (text: string) => void } = {}) {
    this.allowed = options.allowed ?? budgets;
    this.say = options.say ?? console.log;
  }

  onBegin({ argv }: Pick<FullConfig, "argv">): void {
    const command = argv.indexOf("test");
    this.isWhole = command !== -1 && argv.slice(command + 1).every((argument) => HARMLESS.test(argument));
  }

  onTestEnd({ location }: Pick<TestCase, "location">, { annotations }: Pick<TestResult, "annotations">): void {
    const spec = basename(location.file, ".spec.ts");
    const [before, costs] = [this.used.get(spec), spent(annotations)];
    this.used.set(spec, {
      loads: costs.loads + (before?.loads ?? 0),
      axe: costs.axe + (before?.axe ?? 0),
      servers: costs.servers + (before?.servers ?? 0),
    });
  }

  async onEnd({ status }: Pick<FullResult, "status">): Promise<{ status: "failed" } | undefined> {
    // Tests that fail, or are left out, take less than they would.
    const isDone = this.isWhole && status === "passed";
    const faults = [...overruns(this.used, this.allowed), ...(isDone ? surpluses(this.used, this.allowed) : [])];
    if (faults.length === 0) return undefined;
    this.say(["", "Not as tests/e2e/support/budget.ts has it:", ...faults].join("\n  "));
    return this.isWhole ? { status: "failed" } : undefined;
  }

  printsToStdio(): boolean {
    return false;
  }
}
