// The stand-in for Salesforce, as a real process on ports of its own.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Field } from "./contract.ts";
import { sandboxBin } from "./environment.ts";
import { freePorts } from "./ports.ts";
import { answers, Program } from "./process.ts";
import { CERTIFICATE } from "./samples.ts";

/** The sandbox's own port and one for each fault of the connection, with some room. */
const PORTS = 20;

/** A row of the sandbox's table of failures. */
export interface Failure {
  id: string;
  step: "token" | "probe";
  /** The one input that differs; the key has no value, since any other will do. */
  how: { field: Field; value: string | null };
  expected: {
    kind: string;
    status?: number;
    error?: string;
    errorDescription?: string;
    errorCode?: string;
    message?: string;
  };
  what: string;
}

/** What the form wants for a connector that works. */
export interface Credentials {
  clientId: string;
  emailId: string;
  url: string;
  privateKeyFile: string;
  privateKey: string;
}

/** A running sandbox. */
export class Sandbox {
  private constructor(
    private readonly program: Program,
    private readonly data: string,
    /** Its URL. */
    readonly url: string,
    /** What a server must allow so that every failure can be reached. */
    readonly authorities: readonly string[],
  ) {}

  /** Starts one with fresh apps, users and keys. */
  static async start(): Promise<Sandbox> {
    const port = String(await freePorts(PORTS));
    const data = mkdtempSync(join(tmpdir(), "connectors-sandbox-"));
    const listed = execFileSync(sandboxBin, ["--port", port, "--authorities"], { encoding: "utf8" });
    const program = Program.start("sandbox", sandboxBin, ["--port", port, "--data", data]);
    const url = `http://localhost:${port}`;
    await program.until("answer", () => answers(`${url}/failures.json`));
    return new Sandbox(program, data, url, listed.trim().split("\n"));
  }

  /** The demo app's and user's credentials. */
  get credentials(): Credentials {
    const read = (file: string): unknown => JSON.parse(readFileSync(join(this.data, file), "utf8"));
    const [app] = read("apps.json") as { clientId: string }[];
    const [user] = read("users.json") as { username: string }[];
    if (app === undefined || user === undefined) throw new Error("the sandbox makes one app and one user");
    const privateKeyFile = join(this.data, "private-key.pem");
    const privateKey = readFileSync(privateKeyFile, "utf8");
    return { clientId: app.clientId, emailId: user.username, url: this.url, privateKeyFile, privateKey };
  }

  /**
   * While `work` is done, the demo's app has another certificate: what is signed with the demo's key is refused. Tests of a
   * worker share the sandbox, so the app has its own one again afterwards.
   */
  async expectingAnotherKey(work: () => Promise<void>): Promise<void> {
    const [app] = JSON.parse(readFileSync(join(this.data, "apps.json"), "utf8")) as { clientId: string; certificate: string }[];
    if (app === undefined) throw new Error("the sandbox makes one app");
    await this.upload(app.clientId, CERTIFICATE);
    try {
      await work();
    } finally {
      await this.upload(app.clientId, app.certificate);
    }
  }

  private async upload(clientId: string, certificate: string): Promise<void> {
    const response = await fetch(`${this.url}/sandbox/apps/${clientId}/certificate`, { method: "POST", body: certificate });
    if (!response.ok) throw new Error(`a certificate: ${response.status} ${await response.text()}`);
  }

  /** Its table of failures. */
  async failures(): Promise<Failure[]> {
    return (await (await fetch(`${this.url}/failures.json`)).json()) as Failure[];
  }

  /** How many requests came in at the token endpoint. */
  async tokenRequests(): Promise<number> {
    const counters = await (await fetch(`${this.url}/sandbox/counters`)).json();
    return (counters as { tokenRequests: number }).tokenRequests;
  }

  /** Connections that faults' ports accepted. */
  async faultConnections(): Promise<number> {
    const counters = await (await fetch(`${this.url}/sandbox/counters`)).json();
    return (counters as { faultConnections: number }).faultConnections;
  }

  /** Ends it and removes what it wrote. */
  async stop(): Promise<void> {
    await this.program.stop("SIGKILL");
    rmSync(this.data, { recursive: true, force: true });
  }
}
