// The private key's ways in: paste, pick, drop. What is repaired is said; what is good is never shown again.
import { createHash, createPublicKey } from "node:crypto";

import { type Page } from "@playwright/test";

import { codes } from "../support/contract.ts";
import { rsaPem } from "../support/keys.ts";
import { languages } from "../support/labels.ts";
import * as samples from "../support/samples.ts";
import { expect, readOnlyTest, test } from "../support/test.ts";

const pem = rsaPem();
const body = pem.split("\n").slice(1, -2);
const [first, last] = ["-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----"];

/** A damaged key for each repair. */
const damaged: Record<string, string> = {
  byte_order_mark: `\uFEFF${pem}`,
  line_ends: pem.replaceAll("\n", "\r\n"),
  escaped_newlines: pem.replaceAll("\n", "\\n"),
  rewrapped: `${first} ${body.join(" ")} ${last}\n`,
  quotes: `"${pem}"`,
  blanks: `  \n${pem}   \n`,
  last_newline: pem.trimEnd(),
  certificate_dropped: samples.CERTIFICATE + pem,
  escapes: pem.replaceAll("/", "\\u002F"),
  joined: `[\n${[first, ...body, last].map((line) => JSON.stringify(line)).join(",\n")}\n]\n`,
  base64_decoded: Buffer.from(pem).toString("base64"),
  frame: pem.replaceAll("-----", "\u2014"),
  headers_dropped: pem.replace("\n", "\nComment: connector\n\n"),
  invisible: body.reduce((text, line) => text.replace(line, `${line}\u200B`), pem),
  extras_dropped: samples.withPublicKey(pem),
};

readOnlyTest("every repair of the contract has a damaged key here", () => {
  expect(Object.keys(damaged)).toEqual(codes.repairs);
});

for (const language of languages) {
  readOnlyTest.describe(`repairs (${language})`, () => {
    readOnlyTest.use({ language });

    readOnlyTest("each is done and said", async ({ page, form, words }) => {
      await form.open();
      const rows: string[] = [];
      for (const [repair, text] of Object.entries(damaged)) {
        // As a file: bytes get in as they are, where a text area would turn CRLF into LF by itself.
        await form.pickFile({ name: `${repair}.pem`, mimeType: "application/x-pem-file", buffer: Buffer.from(text) });
        await expect(form.goodKey, repair).toBeVisible();
        const list = page.getByText(words.repaired).getByRole("listitem");
        rows.push(`## ${repair}\n\n${(await list.allInnerTexts()).join("\n")}\n`);
        await form.replaceKey.click();
      }
      expect(rows.join("\n")).toMatchSnapshot(["rules", `repairs.${language}.md`]);
    });
  });
}

readOnlyTest("what was repaired is told with the button that takes the focus", async ({ form }) => {
  await form.open();
  await form.pickFile({ name: "key.pem", mimeType: "", buffer: Buffer.from(damaged["certificate_dropped"] ?? "") });
  await expect(form.replaceKey).toBeFocused();
  await expect(form.replaceKey).toHaveAccessibleDescription(/Repaired:\s*certificate left out/);
  await form.replaceKey.click();
  await form.pickFile({ name: "key.pem", mimeType: "", buffer: Buffer.from(pem) });
  await expect(form.replaceKey).toBeFocused();
  await expect(form.replaceKey).not.toHaveAccessibleDescription(/Repaired/);
});

test("a repaired key is one that Salesforce takes", async ({ form, sandbox, server }) => {
  const { privateKey } = sandbox.credentials;
  await form.open();
  await form.fillGood("Repaired", {
    ...sandbox.credentials,
    privateKey: `"${privateKey.trimEnd().replaceAll("\n", "\\n")}"`,
  });
  await form.done.click();
  await expect(form.closeAfterSaving).toBeFocused();
  expect(await server.savedNames()).toEqual(["Repaired"]);
});

readOnlyTest("a pasted key collapses, moves the focus on and is gone from the page", async ({ page, form }) => {
  await form.open();
  const area = form.field("privateKey");
  await area.focus();
  await page.evaluate((text) => document.execCommand("insertText", false, text), pem);
  await expect(form.goodKey).toBeVisible();
  await expect(form.replaceKey).toBeFocused();
  expect(await page.content()).not.toContain(body[5]);
  const values = await page.locator("input, textarea").evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value));
  expect(values.join("\n")).not.toContain(body[5]);

  await form.replaceKey.click();
  await expect(form.field("privateKey")).toBeFocused();
  await expect(form.field("privateKey")).toHaveValue("");
  await expect(form.goodKey).toHaveCount(0);
});

readOnlyTest("a file is picked, with its bytes as they are, and can be kept after Replace", async ({ page, form, words }) => {
  await form.open();
  await form.pickFile({ name: "server.key", mimeType: "application/octet-stream", buffer: Buffer.from(pem) });
  await expect(page.getByText(`server.key · ${words.rsa2048}`)).toBeVisible();
  const fingerprint = createHash("sha256").update(createPublicKey(pem).export({ type: "spki", format: "der" })).digest("hex");
  await expect(page.getByText(fingerprint)).toBeVisible();
  await expect(form.keepKey).toHaveCount(0);

  await form.replaceKey.click();
  await form.field("privateKey").fill("no key");
  await form.keepKey.click();
  await expect(form.replaceKey).toBeFocused();
  await expect(page.getByText(`server.key · ${words.rsa2048}`)).toBeVisible();
  await expect(form.keepKey).toHaveCount(0);
});

readOnlyTest("what is wrong with a file is in sight, where the form is longer than the window", async ({ page, form, words }) => {
  await page.setViewportSize({ width: 360, height: 640 });
  await form.open();
  await form.pickFile({ name: "certificate.pem", mimeType: "", buffer: Buffer.from(samples.CERTIFICATE) });
  await expect(page.getByText(`"certificate.pem" was not taken.`).first()).toBeInViewport({ ratio: 1 });
  expect(await form.note("privateKey")).toContain(words.error);
});

readOnlyTest("a file that is still being read when the form is closed is forgotten", async ({ page, cards, form }) => {
  await cards.open();
  await cards.setUp.click();
  const reading = await page.evaluateHandle(() => {
    const read = Blob.prototype.arrayBuffer;
    let begin = (): void => undefined;
    let release = (): void => undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const released = new Promise<void>((resolve) => (release = resolve));
    Blob.prototype.arrayBuffer = async function (): Promise<ArrayBuffer> {
      const bytes = await read.call(this);
      begin();
      await released;
      return bytes;
    };
    return { begun, release };
  });
  await form.pickFile({ name: "server.key", mimeType: "", buffer: Buffer.from(pem) });
  await reading.evaluate(({ begun }) => begun);
  await form.close.click();
  await expect(form.dialog).toHaveCount(0);
  await reading.evaluate(async ({ release }) => {
    release();
    // A task of its own comes after all that promises lead to.
    await new Promise((next) => setTimeout(next));
  });
  // The guards fail this test if anything broke; a page that broke would not open the form either.
  await cards.setUp.click();
  await expect(form.field("privateKey")).toHaveValue("");
  await expect(form.goodKey).toHaveCount(0);
});

readOnlyTest("a file is dropped", async ({ page, form }) => {
  await form.open();
  await drop(page, "server.key", pem);
  await expect(form.goodKey).toBeVisible();
});

readOnlyTest("text that is dropped goes where it is dropped; a file beside the zone goes nowhere", async ({ page, form }) => {
  await form.open();
  // Whether the page takes the drop away from the browser.
  const taken = (selector: string, what: "text" | "file"): Promise<boolean> =>
    page.evaluate(
      ([selector, what]) => {
        const dataTransfer = new DataTransfer();
        if (what === "text") dataTransfer.setData("text/plain", "3MVG9");
        else dataTransfer.items.add(new File(["x"], "x.txt"));
        const event = new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true });
        return document.querySelector(selector)?.dispatchEvent(event) === false;
      },
      [selector, what] as const,
    );
  for (const selector of ["#clientId", "#privateKey", "dialog h2"]) {
    expect(await taken(selector, "text"), `text on ${selector}`).toBe(false);
  }
  for (const selector of ["#clientId", "dialog h2", "body"]) {
    expect(await taken(selector, "file"), `a file on ${selector}`).toBe(true);
  }
  await expect(form.goodKey).toHaveCount(0);
});

readOnlyTest("a file that is no key is refused by its name, and its content is not kept", async ({ page, form }) => {
  await form.open();
  await drop(page, "00D5e.jks", samples.JKS.toString("latin1"));
  await expect(form.field("privateKey")).toHaveAttribute("aria-invalid", "true");
  expect(await form.note("privateKey")).toContain('"00D5e.jks" was not taken.');
  expect(await form.note("privateKey")).toContain("keytool");
  await expect(form.field("privateKey")).toHaveValue("");
  // The same file, corrected on disk, can be picked again.
  await form.pickFile({ name: "00D5e.jks", mimeType: "", buffer: Buffer.from(pem) });
  await expect(form.goodKey).toBeVisible();
});

readOnlyTest("a file that misses the drop zone does not replace the page", async ({ page, form }) => {
  await form.open();
  await form.field("name").fill("Kept");
  const prevented = await form.field("name").evaluate((input) => {
    const data = new DataTransfer();
    data.items.add(new File(["x"], "x.pem"));
    return !input.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
  });
  expect(prevented).toBe(true);
  await expect(page).toHaveURL("/connectors/salesforce/new");
  await expect(form.field("name")).toHaveValue("Kept");
});

readOnlyTest("no spell-checker, no autofill, no password manager", async ({ form }) => {
  await form.open();
  const area = form.field("privateKey");
  for (const [name, value] of [
    ["spellcheck", "false"],
    ["writingsuggestions", "false"],
    ["translate", "no"],
    ["autocomplete", "off"],
    ["data-1p-ignore", "true"],
    ["data-lpignore", "true"],
    ["data-bwignore", "true"],
  ] as const) {
    await expect(area, name).toHaveAttribute(name, value);
  }
});

readOnlyTest("a key of more than 4,096 bits is taken with a warning", async ({ form }) => {
  await form.open();
  await form.fill({ privateKey: rsaPem(4104) });
  await expect(form.field("privateKey")).toContainText("RSA, 4,104 bits");
  expect(await form.note("privateKey")).toContain("4,096");
});

/** Drops a file onto Private Key, as a file manager would. */
async function drop(page: Page, name: string, content: string): Promise<void> {
  const area = page.getByRole("textbox", { name: "Private Key" });
  const data = await page.evaluateHandle(
    ([name, content]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([Uint8Array.from(content, (c) => c.charCodeAt(0))], name));
      return transfer;
    },
    [name, content] as const,
  );
  for (const type of ["dragenter", "dragover", "drop"]) await area.dispatchEvent(type, { dataTransfer: data });
}
