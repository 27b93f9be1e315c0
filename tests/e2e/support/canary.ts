// Searches everything that a page can keep for what is left of a private key.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import type { BrowserContext, Page } from "@playwright/test";

import { traces } from "./keys.ts";

/** Keeps hold of the app's memory. Must be called before the page opens. */
export async function holdWasmMemory(context: BrowserContext): Promise<void> {
  await context.addInitScript(catchWasmMemory);
}

/** What keeps hold of it, run in the page before all else. */
export function catchWasmMemory(): void {
  const holder = window as unknown as { wasmMemories: WebAssembly.Memory[] };
  holder.wasmMemories = [];
  const keep = (instance: WebAssembly.Instance): void => {
    for (const exported of Object.values(instance.exports)) {
      if (exported instanceof WebAssembly.Memory) holder.wasmMemories.push(exported);
    }
  };
  const { instantiate, instantiateStreaming } = WebAssembly;
  WebAssembly.instantiateStreaming = async (source, imports) => {
    const result = await instantiateStreaming(source, imports);
    keep(result.instance);
    return result;
  };
  const wrapped = async (source: BufferSource | WebAssembly.Module, imports?: WebAssembly.Imports) => {
    const result = await (instantiate as (...given: unknown[]) => Promise<unknown>)(source, imports);
    keep(result instanceof WebAssembly.Instance ? result : (result as WebAssembly.WebAssemblyInstantiatedSource).instance);
    return result;
  };
  WebAssembly.instantiate = wrapped as typeof WebAssembly.instantiate;
}

/** Everything a page keeps, by place, bytes as one character each. It runs in the page. */
export async function contents(): Promise<Record<string, string>> {
  const asText = (bytes: Uint8Array): string => {
    let text = "";
    for (let at = 0; at < bytes.length; at += 32_768) text += String.fromCharCode(...bytes.subarray(at, at + 32_768));
    return text;
  };
  const fields = [...document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("input, textarea")];
  const databases = await indexedDB.databases();
  const { wasmMemories } = window as unknown as { wasmMemories: WebAssembly.Memory[] };
  return {
    address: location.href,
    history: JSON.stringify(history.state),
    cookies: document.cookie,
    localStorage: JSON.stringify({ ...localStorage }),
    sessionStorage: JSON.stringify({ ...sessionStorage }),
    indexedDB: JSON.stringify(databases),
    caches: JSON.stringify("caches" in window ? await caches.keys() : []),
    markup: document.documentElement.outerHTML,
    fields: fields.map((field) => `${field.value} ${field.defaultValue}`).join("\n"),
    wasmMemory: wasmMemories.map((memory) => asText(new Uint8Array(memory.buffer))).join("\n"),
  };
}

/** All files of a directory, bytes as one character each. */
export function filesIn(directory: string): Record<string, string> {
  const names = readdirSync(directory, { recursive: true, encoding: "utf8" });
  const files = names.filter((name) => statSync(join(directory, name)).isFile());
  return Object.fromEntries(files.map((name) => [name, readFileSync(join(directory, name)).toString("latin1")]));
}

/** The places at which anything of the key is found: one line a hit, naming the place and not the key. */
export function hits(places: Record<string, string>, pem: string): string[] {
  const needles = traces(pem);
  return Object.entries(places).flatMap(([place, text]) =>
    Object.entries(needles).flatMap(([form, sought]) => {
      const found = sought.filter((needle) => text.includes(needle)).length;
      return found === 0 ? [] : [`${place}: ${found} of ${sought.length} as ${form}`];
    }),
  );
}

/** The places in the page at which anything of the key is found. */
export async function hitsInPage(page: Page, pem: string): Promise<string[]> {
  const places = await page.evaluate(contents);
  if (places["wasmMemory"] === "") throw new Error("the app's memory was not caught: the search would prove nothing");
  return hits(places, pem);
}

/** The places in the page at which this text is found. */
export async function hitsOf(page: Page, secret: string): Promise<string[]> {
  const places = await page.evaluate(contents);
  if (places["wasmMemory"] === "") throw new Error("the app's memory was not caught: the search would prove nothing");
  return Object.keys(places).filter((place) => places[place]?.includes(secret));
}
