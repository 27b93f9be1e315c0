// Deactivating, reactivating and deleting a connector: what tests find on the page, and do elsewhere meanwhile.
import { expect, type Locator, type Page } from "@playwright/test";

import type { Cards } from "./cards.ts";
import type { Language } from "./labels.ts";
import type { Server } from "./server.ts";

/** The words of the page by which these tests find things. */
export const lifecycleWords = {
  en: {
    connected: "Connected",
    deactivated: "Deactivated",
    deactivate: "Deactivate",
    reactivate: "Reactivate",
    delete: "Delete",
    deactivateTitle: "Deactivate this connector?",
    reactivateTitle: "Reactivate Connector",
    deleteTitle: "Delete this connector?",
    nowDeactivated: '"Production" is deactivated.',
    nowReactivated: '"Production" can be used again.',
    nowDeleted: '"Production" is deleted.',
    name: "Name of the connector",
    differs: "This is not the connector's name.",
    nameFirst: "You can delete it once its name is entered.",
    count: "1 of 5",
  },
  fr: {
    connected: "Connecté",
    deactivated: "Désactivé",
    deactivate: "Désactiver",
    reactivate: "Réactiver",
    delete: "Supprimer",
    deactivateTitle: "Désactiver ce connecteur ?",
    reactivateTitle: "Réactiver le connecteur",
    deleteTitle: "Supprimer ce connecteur ?",
    nowDeactivated: "« Production » est désactivé.",
    nowReactivated: "« Production » peut de nouveau être utilisé.",
    nowDeleted: "« Production » est supprimé.",
    name: "Nom du connecteur",
    differs: "Ce n'est pas le nom du connecteur.",
    nameFirst: "Vous pourrez le supprimer une fois son nom saisi.",
    count: "1 sur 5",
  },
} satisfies Record<Language, Record<string, string>>;

/** Where the connectors are. */
export const LIST = "/api/v1/connectors";

/** A connector, as far as tests look at one. */
export interface Saved {
  id: string;
  name: string;
  state: string;
  revision: number;
}

/** The connectors, asked of the API. */
export async function saved(server: Server): Promise<Saved[]> {
  return ((await (await fetch(`${server.origin}${LIST}`)).json()) as { connectors: Saved[] }).connectors;
}

/** The id of the only connector. */
export async function only(server: Server): Promise<string> {
  const [connector, ...others] = await saved(server);
  if (connector === undefined || others.length > 0) throw new Error("there is not one connector alone");
  return connector.id;
}

/** Deactivates a connector as another admin would. */
export async function deactivateElsewhere(server: Server, id: string): Promise<void> {
  const response = await fetch(`${server.origin}${LIST}/${id}/deactivate`, { method: "POST" });
  if (!response.ok) throw new Error(`deactivating: ${response.status} ${await response.text()}`);
}

/** Deletes a connector as another admin would. */
export async function deleteElsewhere(server: Server, id: string): Promise<void> {
  const revision = (await saved(server)).find((one) => one.id === id)?.revision ?? 0;
  const response = await fetch(`${server.origin}${LIST}/${id}`, { method: "DELETE", headers: { "If-Match": `"${revision}"` } });
  if (response.status !== 204) throw new Error(`deleting: ${response.status} ${await response.text()}`);
}

/** Makes a service token that names these connectors. */
export async function makeToken(server: Server, name: string, scope: unknown): Promise<void> {
  const response = await fetch(`${server.origin}/api/v1/service-tokens`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ name, scope, expiresAt: Date.now() + 30 * 86_400_000 }),
  });
  if (response.status !== 201) throw new Error(`a token: ${response.status} ${await response.text()}`);
}

/** The region that tells what came of it, once no dialog is open. */
export function said(page: Page): Locator {
  return page.getByRole("main").getByRole("status");
}

/** Chooses from a connector's menu without a mouse: the last item, or one further up. */
export async function chooseByKey(page: Page, cards: Cards, name: string, up = 0): Promise<void> {
  await cards.menuButton(name).focus();
  await page.keyboard.press("ArrowUp");
  await expect(cards.menu(name).getByRole("menuitem").last()).toBeFocused();
  for (let step = 0; step < up; step += 1) await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
}
