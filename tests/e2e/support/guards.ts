// What fails a test though it asserts nothing about it: a CSP violation, a key given to the browser's cryptography, an error on the console, an uncaught
// error, a failed request, an answer with 4xx or 5xx, a request that leaves loopback.
import { type BrowserContext, type ConsoleMessage, type Request, type Response, test } from "@playwright/test";

import { spend } from "./costs.ts";

/** An answer that a test provokes. */
export interface Provoked {
  /** The HTTP status, or `"aborted"` and `"unreachable"` for a request without an answer. */
  status: number | "aborted" | "unreachable";
  /** The path's end. */
  path: string | RegExp;
}

/** What guards do beyond watching, where a test wants it. */
export interface Watch {
  /** Keep every answer, for `allAnswers`. Most tests ask for none, and the app's wasm is in each page's. */
  keepAnswers?: boolean;
  /** Refuse what may change what the server holds, since other tests have it too. */
  readOnly?: boolean;
}

/** Watches a browser context. */
export class Guards {
  private readonly info = test.info();
  private readonly provoked: Provoked[] = [];
  private readonly met = new Set<Provoked>();
  private readonly faults: string[] = [];
  private readonly requests: URL[] = [];
  private readonly answers: Promise<string>[] = [];
  private readonly lines: string[] = [];

  private constructor(private readonly watch: Watch) {}

  /** Hooks itself in before the first page opens. */
  static async watch(context: BrowserContext, watch: Watch = {}): Promise<Guards> {
    const guards = new Guards(watch);
    await context.exposeBinding("reportViolation", (_, what: string) => void guards.faults.push(`CSP: ${what}`));
    await context.exposeBinding("reportSigning", (_, what: string) => void guards.faults.push(`the page called ${what}`));
    await context.addInitScript(forbidSigning);
    await context.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) => {
        const report = (window as unknown as { reportViolation(what: string): void }).reportViolation;
        report(`${event.effectiveDirective} refused ${event.blockedURI} (${event.sourceFile}:${event.lineNumber})`);
      });
    });
    context.on("console", (message) => guards.console(message));
    context.on("weberror", (error) => void guards.faults.push(`uncaught: ${error.error().stack ?? error.error().message}`));
    context.on("request", (request) => guards.request(request));
    context.on("requestfailed", (request) => guards.requestFailed(request));
    context.on("response", (response) => guards.response(response));
    return guards;
  }

  /** Says that this answer will come, once or more often. A test that never meets it fails. */
  provoke(...expected: Provoked[]): void {
    this.provoked.push(...expected);
  }

  /** Like `provoke`, for a status that may have been announced before. */
  provokeOnce(status: number, path: string): void {
    const known = this.provoked.some((expected) => expected.status === status && expected.path === path);
    if (!known) this.provoke({ status, path });
  }

  /** What was asked for so far, in its order. */
  get asked(): readonly URL[] {
    return this.requests;
  }

  /** How often this path was asked for so far. */
  times(path: string): number {
    return this.requests.filter(({ pathname }) => pathname === path).length;
  }

  /** The bodies and headers of all answers so far, as text. */
  async allAnswers(): Promise<string[]> {
    if (this.watch.keepAnswers !== true) throw new Error("no answer was kept: see `keepAnswers`");
    return Promise.all(this.answers);
  }

  /** What was seen so far, for a test that wanted it to happen: it fails nothing any more. */
  takeFaults(): string[] {
    return this.faults.splice(0);
  }

  /** What happened, line by line: what the console said, and what each request came to. */
  get log(): string {
    return this.lines.join("\n");
  }

  /** Everything that is wrong. */
  verdict(): string[] {
    const unmet = this.provoked.filter((expected) => !this.met.has(expected));
    return [...this.faults, ...unmet.map(({ status, path }) => `expected and never met: ${status} at ${path}`)];
  }

  private console(message: ConsoleMessage): void {
    this.lines.push(`console.${message.type()}: ${message.text()}`);
    if (message.type() !== "error" && message.type() !== "warning") return;
    // Chromium's own line for a failed request: `response` and `requestFailed` judge the request itself.
    if (message.text().startsWith("Failed to load resource:")) return;
    this.faults.push(`console.${message.type()}: ${message.text()} (${message.location().url})`);
  }

  private request(request: Request): void {
    const url = new URL(request.url());
    if (url.protocol === "data:" || url.protocol === "blob:") return;
    this.requests.push(url);
    if (request.isNavigationRequest() && request.redirectedFrom() === null) spend(this.info, "loads");
    if (this.watch.readOnly === true && request.method() !== "GET") {
      this.faults.push(`not for a test that only reads: ${request.method()} ${url.pathname}`);
    }
    if (!["localhost", "127.0.0.1"].includes(url.hostname)) this.faults.push(`left loopback: ${url.origin}`);
  }

  private requestFailed(request: Request): void {
    const reason = request.failure()?.errorText ?? "";
    this.lines.push(`${request.method()} ${request.url()}: ${reason}`);
    const status = reason === "net::ERR_ABORTED" ? "aborted" : "unreachable";
    if (!this.meets(status, request.url())) this.faults.push(`${request.method()} ${request.url()}: ${reason}`);
  }

  private response(response: Response): void {
    this.lines.push(`${response.request().method()} ${response.url()}: ${response.status()}`);
    if (this.watch.keepAnswers === true) this.answers.push(record(response));
    if (response.status() < 400 || this.meets(response.status(), response.url())) return;
    this.faults.push(`${response.request().method()} ${response.url()}: ${response.status()}`);
  }

  private meets(status: Provoked["status"], url: string): boolean {
    const { pathname } = new URL(url);
    const fits = ({ path }: Provoked): boolean =>
      typeof path === "string" ? pathname.endsWith(path) : path.test(pathname);
    const met = this.provoked.filter((expected) => expected.status === status && fits(expected));
    for (const expected of met) this.met.add(expected);
    return met.length > 0;
  }
}

/** Has everything refuse and tell that signs, or takes or makes a key. It runs in the page, before all else. */
function forbidSigning(): void {
  const methods = ["sign", "importKey", "generateKey", "deriveKey", "unwrapKey"] as const;
  for (const method of methods) {
    const refuse = (): never => {
      (window as unknown as { reportSigning(what: string): void }).reportSigning(`crypto.subtle.${method}`);
      throw new Error(`the page must not call crypto.subtle.${method}`);
    };
    // Only over https and on loopback.
    if ("SubtleCrypto" in window) SubtleCrypto.prototype[method] = refuse;
  }
}

async function record(response: Response): Promise<string> {
  const headers = JSON.stringify(await response.allHeaders().catch(() => ({})));
  // A redirect or an aborted answer has no body to search.
  const body = await response.body().catch(() => Buffer.alloc(0));
  return `${response.url()}\n${headers}\n${body.toString("latin1")}`;
}
