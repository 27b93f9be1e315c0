// Every failure of the sandbox's table, through the real server: the field marked, the words shown, nothing saved,
// nothing lost. The goldens are the table that a reader wants: what it is, how it is reached, what the admin sees.
import { readFileSync } from "node:fs";

import { codes, type Field, type ProblemCode } from "../support/contract.ts";
import { elsewhere, type Outcome, outcomes } from "../support/failure-outcomes.ts";
import { type Input, SalesforceForm } from "../support/form.ts";
import { expectTold } from "../support/golden.ts";
import { rsaPem } from "../support/keys.ts";
import { type Labels, languages } from "../support/labels.ts";
import type { Failure, Sandbox } from "../support/sandbox.ts";
import type { Server } from "../support/server.ts";
import { expect, readOnlyTest, test } from "../support/test.ts";

const CREATE = "/connectors/salesforce";

readOnlyTest("every failure of the sandbox has an outcome here, and every problem's code a test", async ({ sandbox }) => {
  const failures = await sandbox.failures();
  expect(failures.map(({ id }) => id).sort()).toEqual(Object.keys(outcomes).sort());
  const reached = Object.values(outcomes).flatMap((outcome) => ("problem" in outcome ? [outcome.problem] : []));
  const covered = new Set([...reached, ...Object.keys(elsewhere)]);
  expect([...covered].sort()).toEqual(codes.problems.map(({ code }) => code).sort());
});

readOnlyTest.describe("the gallery", () => {
  readOnlyTest.use({ gallery: true });

  readOnlyTest("what Salesforce does not cause is seen where it is said to be", async ({ page }) => {
    await page.goto("/_gallery");
    const links = page.getByRole("main").getByRole("link", { name: /^salesforce-form\/problem-/ });
    await links.first().waitFor();
    const samples = await links.allInnerTexts();
    for (const [code, place] of Object.entries(elsewhere)) {
      if (place === "gallery") {
        expect(samples, code).toContain(`salesforce-form/problem-${code.replaceAll("_", "-")}`);
      } else {
        expect(readFileSync(new URL(place, import.meta.url), "utf8"), `${code} in ${place}`).toContain(`"${code}"`);
      }
    }
  });
});

/** The failures by how they are reached, so that a page is opened once for many. */
const groups: Record<string, (failure: Failure) => boolean> = {
  "client-id": ({ how }) => how.field === "clientId",
  "email-id": ({ how, step }) => how.field === "emailId" && step === "token",
  url: ({ how, id }) => how.field === "url" && !isSlow(id),
  "key-and-audience": ({ how }) => how.field === "privateKey" || how.field === "audience",
  probe: ({ step, id }) => step === "probe" && !isSlow(id),
};

/** Those that take the server's whole budget for a check, 10 s. */
const slow = ["stall", "drip", "probe-stall", "probe-drip"];

function isSlow(id: string): boolean {
  return slow.includes(id);
}

readOnlyTest("every failure is in exactly one group, or takes the whole budget", async ({ sandbox }) => {
  for (const failure of await sandbox.failures()) {
    const found = Object.entries(groups).filter(([, has]) => has(failure));
    expect(found.map(([name]) => name), failure.id).toHaveLength(isSlow(failure.id) ? 0 : 1);
  }
});

for (const language of languages) {
  test.describe(`failures (${language})`, () => {
    test.use({ language });

    for (const [group, has] of Object.entries(groups)) {
      test(`${group}: each says what happened and what to do`, async ({ form, guards, sandbox, server, words }) => {
        // Up to twenty checks, one after the other.
        test.slow();
        const failures = (await sandbox.failures()).filter(has).filter(({ id }) => problemOf(id) !== undefined);
        for (const { id } of failures) guards.provokeOnce(problemOf(id)?.status ?? 0, CREATE);
        await form.open();
        const rows: string[] = [];
        let stands: Input = {};
        for (const failure of failures) {
          const input = reaching(failure, sandbox);
          rows.push(await provoke(failure, input, changes(stands, input), { form, server, words }));
          stands = input;
        }
        expect(rows.join("\n")).toMatchSnapshot(["failures", `${group}.${language}.md`]);
      });
    }

    test("what takes the whole budget: each says what happened and what to do", async ({ context, guards, sandbox, server, words }) => {
      // Side by side, each in a page of its own: one after the other they would take 40 s.
      test.slow();
      const failures = (await sandbox.failures()).filter(({ id }) => isSlow(id));
      expect(failures.map(({ id }) => id)).toEqual(slow);
      for (const { id } of failures) guards.provokeOnce(problemOf(id)?.status ?? 0, CREATE);
      const rows = await Promise.all(
        failures.map(async (failure) => {
          const form = new SalesforceForm(await context.newPage(), words);
          const input = reaching(failure, sandbox);
          await form.open();
          return provoke(failure, input, input, { form, server, words });
        }),
      );
      for (const [at, id] of slow.entries()) {
        expect(rows[at]).toMatchSnapshot(["failures", `${id}.${language}.md`]);
      }
    });
  });
}

/** What of an input another does not have: what was refused stays in the form, and one puts right what was wrong. */
function changes(stands: Input, input: Input): Input {
  return Object.fromEntries(Object.entries(input).filter(([field, value]) => stands[field as Field] !== value));
}

/** What leads into a failure: all is well but for one field. */
function reaching({ how }: Failure, sandbox: Sandbox): Input {
  return { ...good(sandbox), [how.field]: how.value ?? rsaPem() };
}

interface Stack {
  form: SalesforceForm;
  server: Server;
  words: Labels;
}

/**
 * Drives the form into a failure by `typed`, after which `input` stands in it, asserts what holds for all, and gives
 * the row of its golden.
 */
async function provoke(failure: Failure, input: Input, typed: Input, { form, server, words }: Stack): Promise<string> {
  const { id, how, expected } = failure;
  const found = problemOf(id);
  if (found === undefined) throw new Error(`${id} is no problem`);
  const wanted = { ...found, field: fieldOf(found, how.field) };
  await form.fill(typed);
  await form.done.click();
  // A check may take all of the server's 10 s, and the machine may have much else to do.
  await expect(form.failure, id).toBeFocused({ timeout: 30_000 });

  const shown = await form.failure.innerText();
  expect(shown, id).toContain(words.nothingSaved);
  const own = [expected.error ?? expected.errorCode, expected.errorDescription ?? expected.message];
  for (const text of own.filter((text) => text !== undefined)) expect(shown, id).toContain(passedOn(text));
  expect(await form.marked(codes.fields), id).toEqual(wanted.field === null ? [] : [wanted.field]);
  if (wanted.field !== null) expect(await form.note(wanted.field), id).not.toBe("");
  for (const [field, value] of Object.entries(input) as [Field, string][]) {
    if (field === "privateKey") await expect(form.goodKey, id).toBeVisible();
    else await expect(form.field(field), id).toHaveValue(value);
  }
  await expect(form.done, id).toBeEnabled();
  expect(await server.savedNames(), id).toEqual([]);
  return row(failure, wanted, shown, words);
}

/** The field at fault: a refused audience is the URL's, unless one was entered. */
function fieldOf({ code, field }: ProblemCode, entered: Field): Field | null {
  return code === "salesforce_audience" && entered === "audience" ? entered : field;
}

function row({ id, how, what }: Failure, wanted: ProblemCode, shown: string, words: Labels): string {
  const marked = wanted.field === null ? "–" : words[wanted.field];
  // What differs from run to run: ports, and the request's id.
  const stable = shown
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "{uuid}")
    .split("\n")
    .filter((line) => line.trim() !== "");
  const value = how.value?.replace(/:\d{5}/, ":{port}") ?? "any other key";
  return [`## ${id}`, "", what, "", `- reached by ${how.field}: \`${value}\``, `- code: ${wanted.code}`, `- marked: ${marked}`, "", ...stable.map((line) => `> ${line}`), ""].join("\n");
}

for (const [id, outcome] of Object.entries(outcomes) as [string, Outcome][]) {
  if (!("saved" in outcome)) continue;
  test(`${id}: saved, and the confirmation warns of ${outcome.saved ?? "nothing"}`, async ({ page, form, sandbox, server }) => {
    const failure = (await sandbox.failures()).find((failure) => failure.id === id);
    await form.open();
    await form.fill({ ...good(sandbox), emailId: failure?.how.value ?? "" });
    await form.done.click();
    await expect(form.closeAfterSaving).toBeFocused();
    const { connectors } = (await (await page.request.get("/api/v1/connectors")).json()) as {
      connectors: { warnings: string[] }[];
    };
    expect(connectors[0]?.warnings).toEqual(outcome.saved === null ? [] : [outcome.saved]);
    expect(await server.savedNames()).toHaveLength(1);
    await expectTold(form.dialog, `saved-${id}`);
  });
}

function problemOf(id: string): ProblemCode | undefined {
  const outcome = outcomes[id];
  if (outcome === undefined || !("problem" in outcome)) return undefined;
  const found = codes.problems.find(({ code }) => code === outcome.problem);
  if (found === undefined) throw new Error(`the contract has no ${outcome.problem}`);
  return found;
}

function good(sandbox: Sandbox): Input {
  const { clientId, emailId, url, privateKey } = sandbox.credentials;
  return { name: "Failing", clientId, emailId, url, audience: "", privateKey };
}

/** Salesforce's own text as the server passes it on: plain and short. */
function passedOn(text: string): string {
  const plain = text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g, (c) => (/\s/.test(c) ? " " : ""));
  return plain.slice(0, 190).split("  ")[0] ?? "";
}
