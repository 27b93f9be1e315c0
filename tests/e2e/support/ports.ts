// Ports that nobody listens on. Each Playwright worker looks in a range of its own, below the kernel's ephemeral ones, and
// begins where no other run's worker is likely to be: between the look and the program's start anybody could take a port.
import { createServer } from "node:net";

const FIRST = 20_000;
const PER_WORKER = 2_000;
let next = (process.pid * 40) % PER_WORKER;

/** The first of `count` neighboring free ports on loopback. */
export async function freePorts(count: number): Promise<number> {
  const base = FIRST + Number(process.env["TEST_PARALLEL_INDEX"] ?? "0") * PER_WORKER;
  for (let tried = 0; tried < PER_WORKER; tried += count) {
    const first = base + (next % (PER_WORKER - count));
    next += count;
    const ports = Array.from({ length: count }, (_, index) => first + index);
    const free = await Promise.all(ports.map(isFree));
    if (free.every(Boolean)) return first;
  }
  throw new Error(`no ${count} neighboring free ports from ${base} on`);
}

async function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}
