// Where things lie. Everything can be told by environment; the defaults are what `cargo build` leaves behind.
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's root. */
export const root = fileURLToPath(new URL("../../..", import.meta.url));

/** Cargo's target directory. */
export const target = resolve(root, process.env["CARGO_TARGET_DIR"] ?? "target");

/** Traces of failed tests, data directories and reports: made on this machine, never in git. */
export const outputDir = join(target, "e2e", "results");

/** The browser: Debian's Chromium unless the environment names another. */
export const chromium = process.env["CONNECTORS_CHROMIUM"] ?? process.env["CHROME_PATH"] ?? "/usr/bin/chromium";

/** The whole of Chromium: the headless shell keeps no page for Back. */
export const wholeChromium = process.env["CONNECTORS_WHOLE_CHROMIUM"] ?? process.env["CHROME_PATH"] ?? "/usr/bin/chromium";

/** The server's binary. */
export const serverBin = binary("CONNECTORS_SERVER_BIN", "connectors-server");

/** The sandbox's binary. */
export const sandboxBin = binary("CONNECTORS_SANDBOX_BIN", "salesforce-sandbox");

/** The page as it is edited, with the feature `gallery`. What ships is inside the server. */
export const galleryDir = resolve(root, process.env["CONNECTORS_GALLERY_DIR"] ?? "dist-dev");

/** The contract's codes as JSON: written by global-setup unless the environment names a file. */
export const codesFile = process.env["CONNECTORS_CODES"] ?? join(target, "e2e", "codes.json");

function binary(variable: string, name: string): string {
  const named = process.env[variable];
  return named === undefined ? join(target, "debug", name) : resolve(root, named);
}

/** What a run needs and does not have, in words. Empty when all is there. */
export function missing(): string[] {
  const wanted: [string, string][] = [
    [chromium, "a Chromium (CONNECTORS_CHROMIUM)"],
    [wholeChromium, "the whole of Chromium (CONNECTORS_WHOLE_CHROMIUM)"],
    [serverBin, "the server (CONNECTORS_SERVER_BIN, or `cargo build -p connectors-server -F embedded-app`)"],
    [sandboxBin, "the sandbox (CONNECTORS_SANDBOX_BIN, or `cargo build -p salesforce-sandbox`)"],
    [join(galleryDir, "index.html"), "the page with its gallery (CONNECTORS_GALLERY_DIR, or `cargo xtask page --dev --gallery --dist dist-dev`)"],
  ];
  return wanted.filter(([path]) => !existsSync(path)).map(([path, what]) => `${what}: nothing at ${path}`);
}
