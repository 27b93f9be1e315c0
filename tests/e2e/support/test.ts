// `test` for this project: a stack of real programs, and guards on every page.
import { expect, test as base } from "@playwright/test";

import { holdWasmMemory } from "./canary.ts";
import { Cards } from "./cards.ts";
import { SalesforceForm } from "./form.ts";
import { Guards } from "./guards.ts";
import { type Labels, labels, type Language, locales } from "./labels.ts";
import { Sandbox } from "./sandbox.ts";
import { Server } from "./server.ts";

interface Options {
  /** The language that the browser prefers. */
  language: Language;
  /** Whether the guards keep every answer, for tests that search them. */
  keepAnswers: boolean;
}

interface TestFixtures {
  /** The server, on an empty data directory. */
  server: Server;
  /** More arguments for the server. */
  serverArguments: string[];
  /** What fails this test without being asserted. */
  guards: Guards;
  /** The words of the test's language. */
  words: Labels;
  /** The cards. */
  cards: Cards;
  /** The form. */
  form: SalesforceForm;
}

interface WorkerFixtures {
  /** The stand-in for Salesforce. */
  sandbox: Sandbox;
}

export const test = base.extend<Options & TestFixtures, WorkerFixtures>({
  language: ["en", { option: true }],
  keepAnswers: [false, { option: true }],
  serverArguments: [[], { option: true }],
  locale: async ({ language }, use) => use(locales[language]),
  sandbox: [
    async ({}, use) => {
      const sandbox = await Sandbox.start();
      await use(sandbox);
      await sandbox.stop();
    },
    { scope: "worker" },
  ],
  server: async ({ sandbox, serverArguments }, use, info) => {
    const server = await Server.start(sandbox, serverArguments);
    await use(server);
    if (info.status !== info.expectedStatus) await info.attach("server.log", { body: server.log });
    await server.remove();
  },
  baseURL: async ({ server }, use) => use(server.origin),
  guards: [
    async ({ context, keepAnswers }, use, info) => {
      await holdWasmMemory(context);
      const guards = await Guards.watch(context, { keepAnswers });
      await use(guards);
      const verdict = guards.verdict();
      if (verdict.length > 0 || info.status !== info.expectedStatus) await info.attach("page.log", { body: guards.log });
      expect(verdict, "what the guards saw").toEqual([]);
    },
    { auto: true },
  ],
  words: async ({ language }, use) => use(labels[language]),
  cards: async ({ page, words }, use) => use(new Cards(page, words)),
  form: async ({ page, words }, use) => use(new SalesforceForm(page, words)),
});

export { expect };
