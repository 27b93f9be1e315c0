import { defineConfig } from "@playwright/test";

import { chromium, outputDir } from "./support/environment.ts";

export default defineConfig({
  testDir: "specs",
  outputDir,
  globalSetup: "./support/global-setup.ts",
  // A test that passes at the second try has found something: no retries.
  retries: 0,
  // One more than there are cores: some tests wait ten seconds for a check to give up.
  workers: 3,
  fullyParallel: true,
  forbidOnly: true,
  // How long a wait may take, not how long it takes: a machine with much else to do must fail no test.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  // A golden that is missing is a failure, not an invitation: `--update-snapshots` writes them.
  updateSnapshots: "none",
  snapshotPathTemplate: "goldens/{arg}{ext}",
  reporter: [["list"], ["./support/budget-reporter.ts"]],
  projects: [
    { name: "browser", testIgnore: /readme-walk/ },
    // It may build what the others are running, so it comes after them.
    { name: "walk", testMatch: /readme-walk/, dependencies: ["browser"] },
  ],
  use: {
    browserName: "chromium",
    locale: "en-US",
    timezoneId: "UTC",
    viewport: { width: 1280, height: 800 },
    actionTimeout: 30_000,
    // To trace is to record every test, also those that pass. What failed leaves a picture, what the page tells and said,
    // its requests and its server's log; `--trace=on` traces.
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: chromium,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-quic",
        "--no-first-run",
        "--disable-component-update",
        "--disable-sync",
        // Whatever a test or the browser itself tries to reach beyond loopback does not exist.
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
      ],
    },
  },
});
