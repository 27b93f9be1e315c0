// A child process whose output is kept, and which never outlives the tests.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

const running = new Set<ChildProcess>();

process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** A program that the tests started. */
export class Program {
  /** Everything it wrote to standard output and standard error so far. */
  output = "";

  private constructor(
    private readonly name: string,
    private readonly child: ChildProcess,
  ) {
    const keep = (chunk: Buffer): void => void (this.output += chunk.toString("utf8"));
    child.stdout?.on("data", keep);
    child.stderr?.on("data", keep);
    child.once("error", (error) => void (this.output += `\n${name}: ${error.message}\n`));
    child.once("exit", () => running.delete(child));
  }

  /** Starts a program with its arguments, and nothing of our environment that would configure it. */
  static start(name: string, file: string, args: string[]): Program {
    const child = spawn(file, args, { env: inherited(), stdio: ["ignore", "pipe", "pipe"] });
    running.add(child);
    return new Program(name, child);
  }

  /** Whether it has ended. */
  get ended(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Waits until `ready` holds. Fails at once when the program ends before. */
  async until(what: string, ready: () => Promise<boolean>, milliseconds = 15_000): Promise<void> {
    const deadline = performance.now() + milliseconds;
    while (!(await ready())) {
      if (this.ended) throw new Error(`${this.name} ended before ${what}:\n${this.output}`);
      if (performance.now() > deadline) throw new Error(`${this.name}: no ${what} in time:\n${this.output}`);
      await new Promise((next) => setTimeout(next, 10));
    }
  }

  /** Asks it to end (or kills it) and waits until it has. */
  async stop(signal: "SIGTERM" | "SIGKILL" | "SIGINT" = "SIGTERM"): Promise<void> {
    if (this.ended) return;
    const exit = once(this.child, "exit");
    this.child.kill(signal);
    await exit;
  }
}

/** Our environment without the variables that stand for the server's arguments. The tools' place is no such one. */
function inherited(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("CONNECTORS_") || name === "CONNECTORS_TOOLS");
  return Object.fromEntries(kept);
}

/** Whether a GET is answered with 200. Not being answered at all is the usual case while a program starts. */
export async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    (response) => response.ok,
    () => false,
  );
}
