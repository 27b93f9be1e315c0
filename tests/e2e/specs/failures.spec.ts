// Every failure of the sandbox's table, through the real server: the field marked, the words shown, nothing saved,
// nothing lost. The goldens are the table that a reader wants: what it is, how it is reached, what the admin sees.
import { codes, type Field, type ProblemCode } from "../support/contract.ts";
import { elsewhere, type Outcome, outcomes } from "../support/failure-outcomes.ts";
import type { Input, SalesforceForm } from "../support/form.ts";
import { rsaPem } from "../support/keys.ts";
import { type Labels, languages } from "../support/labels.ts";
import type { Failure, Sandbox } from "../support/sandbox.ts";
import type { Server } from "../support/server.ts";
import { expect, test } from "../support/test.ts";

const CREATE = "/connectors/salesforce";

test("every failure of the sandbox has an outcome here, and every problem's code a test", async ({ sandbox }) => {
  const failures = await sandbox.failures();
  expect(failures.map(({ id }) => id).sort()).toEqual(Object.keys(outcomes).sort());
  const reached = Object.values(outcomes).flatMap((outcome) => ("problem" in outcome ? [outcome.problem] : []));
  const covered = new Set([...reached, ...Object.keys(elsewhere)]);
  expect([...covered].sort()).toEqual(codes.problems.map(({ code }) => code).sort());
});

/** The failures by how long they take and how they are reached, so that a page is opened once for many. */
const groups: Record<string, (failure: Failure) => boolean> = {
  "client-id": ({ how }) => how.field === "clientId",
  "email-id": ({ how, step }) => how.field === "emailId" && step === "token",
  url: ({ how, id }) => how.field === "url" && !isSlow(id),
  "key-and-audience": ({ how }) => how.field === "privateKey" || how.field === "audience",
  probe: ({ step, id }) => step === "probe" && !isSlow(id),
  stall: ({ id }) => id === "stall",
  drip: ({ id }) => id === "drip",
  "probe-stall": ({ id }) => id === "probe-stall",
  "probe-drip": ({ id }) => id === "probe-drip",
};

/** Those that take the whole budget of a check, 10 s. */
function isSlow(id: string): boolean {
  return id.endsWith("stall") || id.endsWith("drip");
}

test("every failure is in exactly one group", async ({ sandbox }) => {
  for (const failure of await sandbox.failures()) {
    const found = Object.entries(groups).filter(([, has]) => has(failure));
    expect(found.map(([name]) => name), failure.id).toHaveLength(1);
  }
});

for (const language of languages) {
  for (const [group, has] of Object.entries(groups)) {
    test.describe(`failures: ${group} (${language})`, () => {
      test.use({ language });

      test("each says what happened and what to do", async ({ form, guards, sandbox, server, words }) => {
        const failures = (await sandbox.failures()).filter(has).filter(({ id }) => problemOf(id) !== undefined);
        for (const { id } of failures) guards.provokeOnce(problemOf(id)?.status ?? 0, CREATE);
        await form.open();
        const rows: string[] = [];
        for (const failure of failures) rows.push(await provoke(failure, { form, sandbox, server, words }));
        expect(rows.join("\n")).toMatchSnapshot(["failures", `${group}.${language}.md`]);
      });
    });
  }
}

interface Stack {
  form: SalesforceForm;
  sandbox: Sandbox;
  server: Server;
  words: Labels;
}

/** Drives the form into a failure, asserts what holds for all, and gives the row of its golden. */
async function provoke(failure: Failure, { form, sandbox, server, words }: Stack): Promise<string> {
  const { id, how, expected } = failure;
  const found = problemOf(id);
  if (found === undefined) throw new Error(`${id} is no problem`);
  const wanted = { ...found, field: fieldOf(found, how.field) };
  const input = { ...good(sandbox), [how.field]: how.value ?? rsaPem() };
  await form.fill(input);
  await form.done.click();
  await expect(form.failure, id).toBeFocused({ timeout: 12_000 });

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
    await expect(form.dialog).toMatchAriaSnapshot({ name: `saved-${id}.aria.yml` });
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
