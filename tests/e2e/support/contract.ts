// What the Rust side says there is: see contract/examples/codes.rs.
import { readFileSync } from "node:fs";

import { codesFile } from "./environment.ts";

/** A problem's code, its HTTP status, and the field to look at. */
export interface ProblemCode {
  code: string;
  status: number;
  field: Field | null;
}

/** A rule's code, and the field that it is of: none where several fields share it. */
export interface RuleCode {
  code: string;
  field: Field | null;
}

/** A field, by its JSON name. */
export type Field = "name" | "clientId" | "emailId" | "url" | "audience" | "privateKey";

interface Codes {
  fields: Field[];
  rules: RuleCode[];
  warnings: string[];
  repairs: string[];
  steps: string[];
  problems: ProblemCode[];
  limits: {
    salesforceConnectors: number;
    nameChars: number;
    clientIdChars: number;
    emailIdChars: number;
    urlChars: number;
    privateKeyBytes: number;
  };
  defaultUrl: string;
}

/** Every code of the contract. */
export const codes = JSON.parse(readFileSync(codesFile, "utf8")) as Codes;
