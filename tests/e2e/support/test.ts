// `test` and `readOnlyTest` for this project: a stack of real programs, and guards on every page.
import { expect, test as base } from "@playwright/test";

import { holdWasmMemory } from "./canary.ts";
import { Cards } from "./cards.ts";
import { spend } from "./costs.ts";
import { SalesforceForm } from "./form.ts";
import { Guards } from "./guards.ts";
import { type Labels, labels, type Language, locales } from "./labels.ts";
import { Sandbox } from "./sandbox.ts";
import { galleryArguments, type ReadOnlyServer, Server } from "./server.ts";

interface Options {
  /** The language that the browser prefers. */
  language: Language;
  /** Whether the guards keep every answer, for tests that search them. */
  keepAnswers: boolean;
  /** Whether a test that only reads sees the page that is being edited, with its gallery, in place of the one that ships. */
  gallery: boolean;
}

interface Fixtures {
  /** Whether the guards refuse what may change the server. */
  readOnly: boolean;
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
  /** Servers that hold nothing, for tests that only read: with the page that ships, or with the gallery. */
  emptyServer: (gallery: boolean) => Promise<ReadOnlyServer>;
}

interface OwnServer {
  /** The server, on an empty data directory. */
  server: Server;
  /** More arguments for the server. */
  serverArguments: string[];
}

const stack = base.extend<Options & Fixtures, WorkerFixtures>({
  language: ["en", { option: true }],
  keepAnswers: [false, { option: true }],
  gallery: [false, { option: true }],
  readOnly: false,
  locale: async ({ language }, use) => use(locales[language]),
  sandbox: [
    async ({}, use) => {
      const sandbox = await Sandbox.start();
      await use(sandbox);
      await sandbox.stop();
    },
    { scope: "worker" },
  ],
  emptyServer: [
    async ({ sandbox }, use) => {
      const started = new Map<boolean, Promise<Server>>();
      await use((gallery) => {
        const server = started.get(gallery) ?? Server.start(sandbox, gallery ? galleryArguments : []);
        started.set(gallery, server);
        return server;
      });
      for (const server of started.values()) await (await server).remove();
    },
    { scope: "worker" },
  ],
  guards: [
    async ({ context, keepAnswers, readOnly }, use, info) => {
      await holdWasmMemory(context);
      const guards = await Guards.watch(context, { keepAnswers, readOnly });
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

/** A test that may change what the server holds: it has one of its own. */
export const test = stack.extend<OwnServer>({
  serverArguments: [[], { option: true }],
  server: async ({ sandbox, serverArguments }, use, info) => {
    spend(info, "servers");
    const server = await Server.start(sandbox, serverArguments);
    await use(server);
    if (info.status !== info.expectedStatus) await info.attach("server.log", { body: server.log });
    await server.remove();
  },
  baseURL: async ({ server }, use) => use(server.origin),
});

/** A test that only reads: those of a worker share a server, which none of them gets its hands on. */
export const readOnlyTest = stack.extend({
  readOnly: true,
  baseURL: async ({ emptyServer, gallery }, use, info) => {
    const server = await emptyServer(gallery);
    await use(server.origin);
    if (info.status !== info.expectedStatus) await info.attach("server.log", { body: server.log });
    expect(await server.holdings(), "what is on the server that is shared").toEqual([]);
  },
});

export { expect };
