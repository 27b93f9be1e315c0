// The server, as a real process with a data directory of its own.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { filesIn } from "./canary.ts";
import { galleryDir, serverBin } from "./environment.ts";
import { freePorts } from "./ports.ts";
import { answers, Program } from "./process.ts";
import type { Sandbox } from "./sandbox.ts";

/** A server that tests share: they can neither save to it nor stop it. */
export type ReadOnlyServer = Pick<Server, "holdings" | "log" | "origin">;

/** What makes a server show the page that is being edited, with its gallery, in place of the one inside it. */
export const galleryArguments = ["--gallery", "--app-dir", galleryDir];

/** A server that runs, or did. */
export class Server {
  private program: Program | undefined;
  private earlier = "";

  private constructor(
    /** Its origin. */
    readonly origin: string,
    /** Its data directory. */
    readonly data: string,
    private readonly args: readonly string[],
  ) {}

  /** Starts one on an empty data directory. */
  static async start(sandbox: Sandbox, more: readonly string[] = []): Promise<Server> {
    const port = await freePorts(1);
    const data = mkdtempSync(join(tmpdir(), "connectors-server-"));
    const allowed = sandbox.authorities.flatMap((authority) => ["--allow-authority", authority]);
    const args = ["--demo", "--port", String(port), "--data", data, ...allowed, ...more];
    const server = new Server(`http://localhost:${port}`, data, args);
    await server.start();
    return server;
  }

  /** Starts it again on what it saved. */
  async start(): Promise<void> {
    this.program = Program.start("server", serverBin, [...this.args]);
    await this.program.until("health", () => answers(`${this.origin}/healthz`));
  }

  /** Ends it as an operator would. */
  async stop(): Promise<void> {
    await this.program?.stop();
    this.earlier += this.program?.output ?? "";
    this.program = undefined;
  }

  /** Ends it and starts it again. */
  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** All that it logged, over all its starts. */
  get log(): string {
    return this.earlier + (this.program?.output ?? "");
  }

  /** The names of the saved connectors, asked of the API. */
  async savedNames(): Promise<string[]> {
    const response = await fetch(`${this.origin}/api/v1/connectors`);
    const list = (await response.json()) as { connectors: { name: string }[] };
    return list.connectors.map(({ name }) => name);
  }

  /** All that the API lists: the names of connectors and of service tokens. */
  async holdings(): Promise<string[]> {
    const response = await fetch(`${this.origin}/api/v1/service-tokens`);
    const list = (await response.json()) as { serviceTokens: { name: string }[] };
    return [...(await this.savedNames()), ...list.serviceTokens.map(({ name }) => name)];
  }

  /** Saves a working connector through the API, as a test's beginning. */
  async save(sandbox: Sandbox, name: string): Promise<void> {
    const { clientId, emailId, url, privateKey } = sandbox.credentials;
    const response = await fetch(`${this.origin}/api/v1/connectors/salesforce`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() },
      body: JSON.stringify({ name, clientId, emailId, url, privateKey }),
    });
    if (response.status !== 201) throw new Error(`saving ${name}: ${response.status} ${await response.text()}`);
  }

  /** All files of the data directory, bytes as one character each. */
  files(): Record<string, string> {
    return filesIn(this.data);
  }

  /** Ends it and removes what it wrote. */
  async remove(): Promise<void> {
    await this.program?.stop("SIGKILL");
    rmSync(this.data, { recursive: true, force: true });
  }
}
