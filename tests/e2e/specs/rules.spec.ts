// Every rule, broken in the browser: the field is marked, the words stand there, and Done leads to them.
import { codes, type Field } from "../support/contract.ts";
import type { SalesforceForm } from "../support/form.ts";
import { languages } from "../support/labels.ts";
import { breaches, warned } from "../support/rule-inputs.ts";
import { expect, readOnlyTest, test } from "../support/test.ts";

readOnlyTest("every code of the contract has an input here, and no other has", () => {
  expect(Object.keys(breaches).sort()).toEqual(codes.rules.map(({ code }) => code).sort());
  expect(Object.keys(warned).sort()).toEqual([...codes.warnings].sort());
});

const CREATE = "/api/v1/connectors/salesforce";

/**
 * What stands at a field, once it is not what stood there before. A file is read a moment after it was picked, and the
 * field is marked already for what it held until then.
 */
async function otherNote(form: SalesforceForm, field: Field, before: string, code: string): Promise<string> {
  let shown = before;
  const isOther = async (): Promise<boolean> => {
    shown = await form.note(field);
    return shown !== "" && shown !== before;
  };
  await expect.poll(isOther, `${code}: other words than ${JSON.stringify(before)}`).toBe(true);
  return shown;
}

for (const language of languages) {
  for (const field of codes.fields) {
    readOnlyTest.describe(`${field} (${language})`, () => {
      readOnlyTest.use({ language });

      readOnlyTest("each of its rules", async ({ page, form, sandbox, guards }) => {
        const before = await sandbox.tokenRequests();
        await form.open();
        await form.openAdvanced();
        const rows: string[] = [];
        let shown = "";
        for (const { code } of codes.rules.filter((rule) => rule.field === field)) {
          const breach = breaches[code];
          if (breach === undefined || breach === "server") continue;
          if (breach.typed === undefined) {
            const { name, bytes } = breach.file;
            await form.pickFile({ name, mimeType: "application/octet-stream", buffer: bytes });
          } else {
            await form.fill(breach.typed);
            await form.field(field).blur();
          }
          shown = await otherNote(form, field, shown, code);
          await expect(form.field(field), code).toHaveAttribute("aria-invalid", "true");
          rows.push(`## ${code}\n\n${shown}\n`);
        }
        expect(new Set(rows.map((row) => row.split("\n").slice(2).join())).size, "each has words of its own").toBe(rows.length);
        expect(`${rows.join("\n")}`).toMatchSnapshot(["rules", `${field}.${language}.md`]);

        await form.done.click();
        const label = new RegExp(`^${form.label(field)}\\s?:$`);
        await form.failure.getByRole("link", { name: label }).click();
        await expect(form.field(field)).toBeFocused();
        expect(guards.times(CREATE), "nothing was sent").toBe(0);
        expect(await sandbox.tokenRequests(), "nothing was asked of Salesforce").toBe(before);
        await expect(page).toHaveURL("/connectors/salesforce/new");
      });
    });
  }
}

readOnlyTest("a rule that fields share is told at each of them", async ({ form, guards }) => {
  await form.open();
  await form.openAdvanced();
  const shared = codes.rules.filter(({ field }) => field === null);
  expect(shared.length).toBeGreaterThan(1);
  for (const { code } of shared) {
    const breach = breaches[code];
    const typed = Object.entries(breach === "server" ? {} : (breach?.typed ?? {})) as [Field, string][];
    expect(typed.length, code).toBeGreaterThan(3);
    for (const [field, value] of typed) {
      const before = await form.note(field);
      await form.fill({ [field]: value });
      await form.field(field).blur();
      expect(await otherNote(form, field, before, `${code} at ${field}`)).toMatch(/private key|invisible character/);
      await expect(form.field(field)).toHaveAttribute("aria-invalid", "true");
    }
    await form.done.click();
    await expect(form.failure).toBeFocused();
  }
  expect(guards.times(CREATE), "nothing was sent").toBe(0);
});

for (const language of languages) {
  readOnlyTest.describe(`warnings (${language})`, () => {
    readOnlyTest.use({ language });

    readOnlyTest("inform at their field, and do not mark it", async ({ form }) => {
      await form.open();
      const rows: string[] = [];
      const last: Partial<Record<Field, string>> = {};
      for (const [code, input] of Object.entries(warned)) {
        if (input === "check") continue;
        await form.fill(input);
        const field = Object.keys(input).at(-1) as Field;
        if (field !== "privateKey") await form.field(field).blur();
        const shown = await otherNote(form, field, last[field] ?? "", code);
        last[field] = shown;
        rows.push(`## ${code}\n\n${shown}\n`);
        expect(await form.marked(codes.fields), code).toEqual([]);
      }
      expect(rows.join("\n")).toMatchSnapshot(["rules", `warnings.${language}.md`]);
    });
  });
}

test("a warning does not block", async ({ form, sandbox, guards }) => {
  const before = await sandbox.tokenRequests();
  await form.open();
  await form.fillGood("Warned", { ...sandbox.credentials, clientId: "PlatformCLI" });
  await expect.poll(() => form.note("clientId")).toContain("This does not look like a Consumer Key");
  guards.provoke({ status: 422, path: CREATE });
  await form.done.click();
  await expect(form.failure).toBeFocused();
  expect(await sandbox.tokenRequests(), "Salesforce was asked").toBe(before + 1);
});

test("a name that is taken is found by the server and marked at the field", async ({ page, form, sandbox, server, guards }) => {
  await server.save(sandbox, "Straße");
  const before = await sandbox.tokenRequests();
  await form.open();
  await form.fillGood("STRASSE", sandbox.credentials);
  guards.provoke({ status: 409, path: CREATE });
  const answered = page.waitForResponse(`**${CREATE}`);
  await form.done.click();
  expect(await (await answered).json()).toMatchObject({ code: "name_taken" });
  await expect(form.field("name")).toHaveAttribute("aria-invalid", "true");
  expect(await form.description("name")).toContain("Another connector has this name.");
  expect(await sandbox.tokenRequests(), "Salesforce was not asked").toBe(before);
  expect(await server.savedNames()).toEqual(["Straße"]);
  await form.fill({ name: "Strasse 2" });
  await form.done.click();
  await expect(form.closeAfterSaving).toBeFocused();
});
