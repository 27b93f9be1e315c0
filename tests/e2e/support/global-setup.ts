// Runs once before all tests: says what is missing, and asks the Rust side for its codes.
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

import { codesFile, missing, root } from "./environment.ts";

export default function globalSetup(): void {
  const lacking = missing();
  if (lacking.length > 0) throw new Error(`The end-to-end tests need:\n  ${lacking.join("\n  ")}`);
  if (process.env["CONNECTORS_CODES"] !== undefined) return;
  const codes = execFileSync("cargo", ["run", "--quiet", "--locked", "-p", "contract", "--example", "codes"], {
    cwd: root,
    encoding: "utf8",
  });
  mkdirSync(dirname(codesFile), { recursive: true });
  writeFileSync(codesFile, codes);
}
