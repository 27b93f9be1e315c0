// Measures the page in a real browser, and writes Markdown to standard output: `cargo xtask bench page` keeps it.
//
// CONNECTORS_PAGE is the origin of a server that serves the page, CHROME_PATH the browser.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { loadavg } from "node:os";

import { chromium } from "@playwright/test";

const FORM = "/connectors/salesforce/new";
const INPUT = "input";
const ROUNDS = 15;
const ADDRESSES = 12;

/** @type {{ name: string, value: number, unit: string, gate?: number, aim?: number }[]} */
const figures = [];

function add(name, value, unit, gate, aim) {
  figures.push({ name, value, unit, gate, aim });
  console.error(`  ${name}: ${value.toFixed(2)} ${unit}`);
}

/** The smallest value that at least so many percent are not above. */
function percentile(values, percent) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(Math.ceil((sorted.length * percent) / 100), 1) - 1];
}

/** A page of its own, with nothing cached, and the protocol beneath it. */
async function withPage(browser, work) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-US" });
  try {
    const page = await context.newPage();
    return await work(page, await context.newCDPSession(page));
  } finally {
    await context.close();
  }
}

async function firstPaint(browser, url) {
  return withPage(browser, async (page) => {
    await page.goto(url);
    const paint = await page.waitForFunction(
      () => performance.getEntriesByName("first-paint")[0]?.startTime,
    );
    return paint.jsonValue();
  });
}

/** In turns, so that whatever else the machine does meets both. */
async function firstPaints(browser, origin, plain) {
  const ours = [];
  const theirs = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    ours.push(await firstPaint(browser, origin + FORM));
    theirs.push(await firstPaint(browser, plain));
  }
  const [our, their] = [percentile(ours, 50), percentile(theirs, 50)];
  add(`first paint on loopback, median of ${ROUNDS}`, our, "ms");
  add("the same of a plain HTML form", their, "ms");
  add("ours ÷ plain HTML's", our / their, "", 1.5, 1.1);
}

/** From the navigation to the first field in the document: before that, there is nothing that could take input. */
async function usable(browser, origin) {
  const times = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const time = await withPage(browser, async (page, protocol) => {
      await protocol.send("Network.enable");
      await protocol.send("Network.emulateNetworkConditions", {
        offline: false,
        latency: 150,
        downloadThroughput: 1_600_000 / 8,
        uploadThroughput: 750_000 / 8,
      });
      await protocol.send("Emulation.setCPUThrottlingRate", { rate: 4 });
      await page.addInitScript((selector) => {
        const watch = new MutationObserver(() => {
          if (globalThis.usableAt === undefined && document.querySelector(selector) !== null) {
            globalThis.usableAt = performance.now();
          }
        });
        watch.observe(document, { childList: true, subtree: true });
      }, INPUT);
      await page.goto(origin + FORM);
      return (await page.waitForFunction(() => globalThis.usableAt)).jsonValue();
    });
    times.push(time / 1000);
  }
  add(`form usable at 1.6 Mbit/s, 150 ms, processor ÷ 4, median of ${ROUNDS}`, percentile(times, 50), "s", 1.8, 1.2);
}

/** Notes for each key how long it takes to the frame after it. The browser draws a frame as soon as there is one to draw. */
function watchKeys() {
  globalThis.times = [];
  addEventListener(
    "keydown",
    (event) => {
      const begin = event.timeStamp;
      requestAnimationFrame(() => {
        // A message's turn comes after the frame was painted.
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => globalThis.times.push(performance.now() - begin);
        port2.postMessage(null);
      });
    },
    true,
  );
}

/** A text field to type into, on a page of its own. */
async function openField(browser, url, name) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-US" });
  const page = await context.newPage();
  await page.goto(url);
  const field = page.getByRole("textbox", { name, exact: true });
  await field.waitFor();
  await field.fill("");
  const protocol = await context.newCDPSession(page);
  await protocol.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await page.evaluate(watchKeys);
  return { context, page, field };
}

/** Each address goes through several verdicts: empty, not https, not Salesforce's, right, too much. */
async function typeAddress({ page, field }) {
  await page.bringToFront();
  await field.fill("");
  for (const key of "https://acme.my.salesforce.com/x") {
    await field.press(key);
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
}

/** In turns with an input that nobody listens to: most of a keystroke's time is the browser's own. */
async function keystrokes(browser, origin, plain) {
  const ours = await openField(browser, origin + FORM, "URL");
  const theirs = await openField(browser, plain, "URL");
  for (let round = 0; round < ADDRESSES; round += 1) {
    await typeAddress(ours);
    await typeAddress(theirs);
  }
  const p99 = {};
  for (const [name, opened] of Object.entries({ "to the painted verdict": ours, "of a plain input": theirs })) {
    const times = await opened.page.evaluate(() => globalThis.times);
    await opened.context.close();
    p99[name] = percentile(times, 99);
    add(`a keystroke ${name}, processor ÷ 4, ${times.length} keystrokes, p50`, percentile(times, 50), "ms");
    add("the same, p99", p99[name], "ms");
  }
  const [our, their] = Object.values(p99);
  add("ours above the plain input's, p99", our - their, "ms", 8, 4);
}

/** What the page holds: JavaScript's heap, the browser's objects on it, and buffers, wasm's memory among them. */
async function memory(browser, origin) {
  const sizes = await withPage(browser, async (page, protocol) => {
    await page.goto(origin + FORM);
    await page.locator(INPUT).first().waitFor();
    await protocol.send("HeapProfiler.enable");
    await protocol.send("HeapProfiler.collectGarbage");
    return protocol.send("Runtime.getHeapUsage");
  });
  const { usedSize, embedderHeapUsedSize = 0, backingStorageSize = 0 } = sizes;
  add("memory of the page with the form open", (usedSize + embedderHeapUsedSize + backingStorageSize) / 1e6, "MB", 4, 2);
}

function markdown() {
  const lines = ["| figure | measured | gate | aim | |", "|---|---|---|---|---|"];
  for (const { name, value, unit, gate, aim } of figures) {
    const bound = (limit) => (limit === undefined ? "" : `≤ ${limit} ${unit}`.trim());
    const met = value <= aim ? "aim met" : value <= gate ? "gate met" : "**missed**";
    const verdict = gate === undefined ? "" : met;
    lines.push(`| ${name} | ${`${value.toFixed(2)} ${unit}`.trim()} | ${bound(gate)} | ${bound(aim)} | ${verdict} |`);
  }
  return lines.join("\n");
}

const origin = process.env["CONNECTORS_PAGE"];
const pages = Object.fromEntries(
  ["plain.html", "input.html"].map((name) => [`/${name}`, readFileSync(new URL(name, import.meta.url))]),
);
const plain = createServer(({ url }, answer) => {
  answer.setHeader("content-type", "text/html").end(pages[url] ?? "");
});
await new Promise((resolve) => plain.listen(0, "127.0.0.1", resolve));
const load = loadavg();
const browser = await chromium.launch({
  executablePath: process.env["CHROME_PATH"],
  args: ["--no-sandbox", "--disable-gpu", "--disable-frame-rate-limit", "--disable-gpu-vsync"],
});
try {
  const beside = `http://127.0.0.1:${plain.address().port}`;
  await firstPaint(browser, `${beside}/plain.html`);
  await firstPaints(browser, origin, `${beside}/plain.html`);
  await usable(browser, origin);
  await keystrokes(browser, origin, `${beside}/input.html`);
  await memory(browser, origin);
  console.log(`Browser: Chromium ${browser.version()}, headless. System load as this began: ${load[0].toFixed(2)} (1 min).\n`);
  console.log(markdown());
} finally {
  await browser.close();
  plain.close();
}
