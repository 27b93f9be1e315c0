// `cargo xtask run`, as a newcomer starts it, on ports and data of its own.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { root, target } from "./environment.ts";
import { freePorts } from "./ports.ts";
import { answers, Program } from "./process.ts";

/** What scripts find in `target/demo/credentials.json`. */
export interface DemoCredentials {
  page: string;
  url: string;
  clientId: string;
  emailId: string;
  privateKeyFile: string;
}

/** A running demo. */
export class Run {
  private constructor(
    private program: Program,
    private readonly args: readonly string[],
    /** The data directory. */
    readonly data: string,
    /** The page's origin. */
    readonly page: string,
  ) {}

  /** Starts it on an empty data directory. Everything it needs has been built by then. */
  static async start(): Promise<Run> {
    const port = await freePorts(1);
    const sandboxPort = await freePorts(20);
    const data = mkdtempSync(join(tmpdir(), "connectors-run-"));
    const args = ["run", "--port", String(port), "--sandbox-port", String(sandboxPort), "--data", data];
    const page = `http://localhost:${port}`;
    return new Run(await started(args, page), args, data, page);
  }

  /** What it wrote for scripts. */
  get credentials(): DemoCredentials {
    return JSON.parse(readFileSync(join(root, "target/demo/credentials.json"), "utf8")) as DemoCredentials;
  }

  /** What it printed for people. */
  get printed(): string {
    return this.program.output;
  }

  /** Ends it by Ctrl-C and starts it again. */
  async again(): Promise<void> {
    await this.interrupt();
    this.program = await started(this.args, this.page);
  }

  /** Ctrl-C. */
  async interrupt(): Promise<void> {
    await this.program.stop("SIGINT");
  }

  /** Ends it and removes what it saved. */
  async remove(): Promise<void> {
    await this.interrupt();
    rmSync(this.data, { recursive: true, force: true });
  }
}

async function started(args: readonly string[], page: string): Promise<Program> {
  const xtask = process.env["CONNECTORS_XTASK_BIN"] ?? join(target, "debug", "xtask");
  if (!existsSync(xtask)) throw new Error(`nothing at ${xtask}: \`cargo xtask test\` builds it`);
  const program = Program.start("cargo xtask run", xtask, [...args]);
  await program.until("health", () => answers(`${page}/healthz`), 240_000);
  return program;
}
