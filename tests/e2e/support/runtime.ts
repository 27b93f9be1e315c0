// The runtime API as a program calls it, and what the page shows of it.
import { execFileSync } from "node:child_process";
import { expect, type Locator, type Page } from "@playwright/test";

import type { Language } from "./labels.ts";
import type { Server } from "./server.ts";

/** The words of the page by which these tests find things. */
export const runtimeWords = {
  en: {
    tokens: "Service tokens",
    create: "Create Service Token",
    submit: "Create",
    name: "Name",
    token: "Token",
    expires: "Expires",
    all: "All, those added later included",
    only: "Only these:",
    revoke: "Revoke",
    copy: "Copy",
    copied: "Copied",
    leaveToken: "Leave without the token?",
    leave: "Leave",
    stay: "Stay",
    once: "Copy the token now",
    showEnded: "Show revoked and expired tokens",
    valid: "Valid",
    revoked: "Revoked",
    notUsed: "Not used yet",
    close: "Close",
    cancel: "Cancel",
    tryIt: "Try a Request",
    path: "Request Path",
    send: "Send",
    curl: "The same request for a terminal",
    lastUsed: "Last used:",
    thirty: "In 30 days",
  },
  fr: {
    tokens: "Jetons de service",
    create: "Créer un jeton de service",
    submit: "Créer",
    name: "Nom",
    token: "Jeton",
    expires: "Expiration",
    all: "Tous, y compris ceux ajoutés plus tard",
    only: "Seulement ceux-ci :",
    revoke: "Révoquer",
    copy: "Copier",
    copied: "Copié",
    leaveToken: "Quitter sans le jeton ?",
    leave: "Quitter",
    stay: "Rester",
    once: "Copiez le jeton maintenant",
    showEnded: "Afficher les jetons révoqués et expirés",
    valid: "Valide",
    revoked: "Révoqué",
    notUsed: "Pas encore utilisé",
    close: "Fermer",
    cancel: "Annuler",
    tryIt: "Essayer une requête",
    path: "Chemin de requête",
    send: "Envoyer",
    curl: "La même requête pour un terminal",
    lastUsed: "Dernière utilisation :",
    thirty: "Dans 30 jours",
  },
} satisfies Record<Language, Record<string, string>>;

/** The page of the service tokens, and the dialogs over it. */
export class TokensPage {
  constructor(
    private readonly page: Page,
    private readonly words: (typeof runtimeWords)[Language],
  ) {}

  /** Opens the page at its own address. */
  async open(): Promise<void> {
    await this.page.goto("/connectors/service-tokens");
    await this.create.waitFor();
  }

  /** Opens the form. */
  get create(): Locator {
    return this.page.getByRole("button", { name: this.words.create, exact: true });
  }

  /** The form, and then the token. */
  get dialog(): Locator {
    return this.page.getByRole("dialog", { name: this.words.create });
  }

  /** Sends the form. */
  get submit(): Locator {
    return this.dialog.getByRole("button", { name: this.words.submit, exact: true });
  }

  /** Name. */
  get name(): Locator {
    return this.dialog.getByRole("textbox", { name: this.words.name, exact: true });
  }

  /** The token, the one time that it is shown. */
  get token(): Locator {
    return this.dialog.getByRole("textbox", { name: this.words.token, exact: true });
  }

  /** Puts the token onto the clipboard. */
  get copy(): Locator {
    return this.dialog.getByRole("button", { name: this.words.copy, exact: true });
  }

  /** The question before a token is lost. */
  get leaveQuestion(): Locator {
    return this.page.getByRole("dialog", { name: this.words.leaveToken });
  }

  /** Goes on, in that question. */
  get leave(): Locator {
    return this.leaveQuestion.getByRole("button", { name: this.words.leave, exact: true });
  }

  /** Stays, in that question. */
  get stay(): Locator {
    return this.leaveQuestion.getByRole("button", { name: this.words.stay, exact: true });
  }

  /** Whether revoked and expired tokens are listed. */
  get showEnded(): Locator {
    return this.page.getByRole("checkbox", { name: this.words.showEnded });
  }

  /** One token of the list, by its name. */
  row(name: string): Locator {
    return this.page.getByRole("list", { name: this.words.tokens }).getByRole("listitem").filter({ hasText: name });
  }

  /** The question before a token is revoked. */
  get question(): Locator {
    return this.page.getByRole("dialog").filter({ has: this.page.getByRole("button", { name: this.words.revoke, exact: true }) });
  }

  /** Creates a token with the form as it is given, and returns it. The dialog stays open. */
  async make(name: string): Promise<string> {
    await this.create.click();
    await this.name.fill(name);
    await this.submit.click();
    await this.token.waitFor();
    return this.token.inputValue();
  }
}

/** Drops a token that was not copied: Esc, and the answer to the question. */
export async function drop(page: Page, tokens: TokensPage): Promise<void> {
  await page.keyboard.press("Escape");
  await tokens.leave.click();
  await expect(tokens.dialog).toHaveCount(0);
}

/** Calls the runtime API with a token: the connectors that it may use, or the status that refuses it. */
export async function usable(server: Server, token: string): Promise<{ id: string; name: string }[] | number> {
  const headers = { Authorization: `Bearer ${token}` };
  const response = await fetch(`${server.origin}/api/v1/runtime/connectors`, { headers });
  if (!response.ok) return response.status;
  return ((await response.json()) as { connectors: { id: string; name: string }[] }).connectors;
}

/** When a token was used last, as far as that is written by now. */
export async function lastUse(server: Server, name: string): Promise<number | null> {
  const list = (await (await fetch(`${server.origin}/api/v1/service-tokens`)).json()) as ServiceTokens;
  return list.serviceTokens.find((token) => token.name === name)?.lastUsedAt ?? null;
}

interface ServiceTokens {
  serviceTokens: { name: string; lastUsedAt: number | null }[];
}

/** Sends a request as a connector: Salesforce's status. */
export async function send(server: Server, token: string, connector: string, requestPath: string): Promise<number> {
  const response = await fetch(`${server.origin}/api/v1/runtime/connectors/${connector}/requests`, {
    method: "POST",
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    body: JSON.stringify({ method: "GET", requestPath }),
  });
  if (!response.ok) return response.status;
  return ((await response.json()) as { httpStatusCode: number }).httpStatusCode;
}

/** Runs a line that the page showed, in a shell that has the token. */
export function inShell(line: string, token: string): string {
  const env = { PATH: process.env["PATH"] ?? "", CONNECTORS_TOKEN: token };
  return execFileSync("sh", ["-c", line.replace(/^curl /, "curl --silent --show-error --noproxy '*' ")], { env, encoding: "utf8" });
}
