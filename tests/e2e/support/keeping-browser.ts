// A Chromium that keeps a page for Back, driven past Playwright: that turns the back/forward cache off, and looks into pages
// that are kept, which makes Chromium drop them.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";

import { catchWasmMemory, contents, hits } from "./canary.ts";
import { wholeChromium } from "./environment.ts";

interface Answer {
  id?: number;
  method?: string;
  params?: Record<string, unknown>;
  result?: Record<string, unknown>;
  error?: { message: string };
}

/** One page of a Chromium of its own. */
export class KeepingBrowser {
  private session: string | undefined;
  private readonly waiting = new Map<number, (answer: Answer) => void>();
  private readonly profile = mkdtempSync(join(tmpdir(), "connectors-chromium-"));
  private readonly browser: ChildProcess;
  private readonly input: Writable;
  private asked = 0;
  private unread = "";
  private notKept = "";

  private constructor() {
    const flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"];
    const own = ["--remote-debugging-pipe", `--user-data-dir=${this.profile}`, "about:blank"];
    // Chromium reads commands from file 3 and writes to file 4.
    this.browser = spawn(wholeChromium, [...flags, ...own], { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
    this.input = this.browser.stdio[3] as Writable;
    const output = this.browser.stdio[4] as unknown as Readable;
    output.setEncoding("utf8").on("data", (text: string) => this.read(text));
  }

  /** Starts it, with an empty page. */
  static async start(): Promise<KeepingBrowser> {
    const started = new KeepingBrowser();
    const { targetId } = await started.send("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await started.send("Target.attachToTarget", { targetId, flatten: true });
    started.session = String(sessionId);
    await started.send("Page.enable");
    await started.send("Page.addScriptToEvaluateOnNewDocument", { source: `(${String(catchWasmMemory)})()` });
    return started;
  }

  /** Goes to an address, and waits until `ready` holds there. */
  async open(url: string, ready: () => boolean): Promise<void> {
    await this.send("Page.navigate", { url });
    await this.until(ready);
  }

  /** Runs something in the page. */
  async evaluate<T>(run: () => T | Promise<T>): Promise<T> {
    const answer = await this.send("Runtime.evaluate", { expression: `(${String(run)})()`, awaitPromise: true, returnByValue: true });
    if (answer["exceptionDetails"] !== undefined) throw new Error(JSON.stringify(answer["exceptionDetails"]));
    return (answer["result"] as { value: T }).value;
  }

  /** Waits until something holds in the page. */
  async until(ready: () => boolean): Promise<void> {
    const deadline = performance.now() + 30_000;
    while (!(await this.evaluate(ready).catch(() => false))) {
      if (performance.now() > deadline) throw new Error(`never: ${String(ready)} ${this.notKept}`);
      await new Promise((next) => setTimeout(next, 20));
    }
  }

  /** Types a text at once where the focus is, as an input method does. */
  async insert(text: string): Promise<void> {
    await this.send("Input.insertText", { text });
  }

  /** Leaves for an address, and comes back with Back to the page that the browser kept. */
  async leaveAndComeBack(away: string): Promise<void> {
    await this.evaluate(() => {
      window.addEventListener("pageshow", ({ persisted }) => (document.documentElement.dataset["kept"] = String(persisted)));
    });
    await this.open(away, () => document.documentElement.dataset["kept"] === undefined && document.readyState === "complete");
    const { entries } = (await this.send("Page.getNavigationHistory")) as { entries: { id: number }[] };
    await this.send("Page.navigateToHistoryEntry", { entryId: entries.at(-2)?.id });
    await this.until(() => document.documentElement.dataset["kept"] === "true");
  }

  /** The places in the page at which anything of the key is found. */
  async hits(pem: string): Promise<string[]> {
    const places = await this.evaluate(contents);
    if (places["wasmMemory"] === "") throw new Error("the app's memory was not caught: the search would prove nothing");
    return hits(places, pem);
  }

  /** Ends it and removes what it wrote. */
  async stop(): Promise<void> {
    // All of its processes have ended once nobody holds its pipes any more: until then one may still write to the profile.
    const ended = once(this.browser, "close");
    // It answers, or is gone before it can.
    void this.send("Browser.close").catch(() => undefined);
    await ended;
    rmSync(this.profile, { recursive: true, force: true });
  }

  private async send(method: string, params: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
    this.asked += 1;
    const id = this.asked;
    const answered = new Promise<Answer>((resolve) => this.waiting.set(id, resolve));
    this.input.write(`${JSON.stringify({ id, method, params, sessionId: this.session })}\0`);
    const { result, error } = await answered;
    if (result === undefined) throw new Error(`${method}: ${error?.message ?? "no answer"}`);
    return result;
  }

  private read(text: string): void {
    const messages = (this.unread + text).split("\0");
    this.unread = messages.pop() ?? "";
    for (const message of messages) {
      const answer = JSON.parse(message) as Answer;
      if (answer.method === "Page.backForwardCacheNotUsed") {
        this.notKept = `Chromium did not keep the page: ${JSON.stringify(answer.params?.["notRestoredExplanations"])}`;
      } else if (answer.method === "Page.javascriptDialogOpening") {
        // What was typed would be lost: the browser asks.
        void this.send("Page.handleJavaScriptDialog", { accept: true });
      }
      if (answer.id !== undefined) this.waiting.get(answer.id)?.(answer);
    }
  }
}
