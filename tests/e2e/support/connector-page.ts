// A connector's own page, by what a person sees or hears.
import type { Locator, Page } from "@playwright/test";

import type { Language } from "./labels.ts";

/** The words of the page by which these tests find things. */
export const connectorPageWords = {
  en: {
    back: "Back to Connectors",
    copied: "Copied",
    checkNow: "Check now",
    passed: "The check passed.",
    refused: "The check failed.",
    mismatch: "The private key does not belong to the certificate in Salesforce.",
    connected: "Connected",
    failing: "Failing",
    historyPassed: "Check passed",
    historyFailed: "Check failed",
    history: "History",
    deactivate: "Deactivate",
    reactivate: "Reactivate",
    remove: "Delete",
    name: "Name of the connector",
    deactivated: "Deactivated",
    deleted: '"Production" is deleted.',
    editNotes: "Edit the notes",
    notes: "Notes",
    save: "Save",
    savedNotes: "The notes are saved.",
    changed: "Changed: Notes",
  },
  fr: {
    back: "Retour aux connecteurs",
    copied: "Copié",
    checkNow: "Vérifier maintenant",
    passed: "La vérification a réussi.",
    refused: "La vérification a échoué.",
    mismatch: "La clé privée ne correspond pas au certificat enregistré dans Salesforce.",
    connected: "Connecté",
    failing: "En échec",
    historyPassed: "Vérification réussie",
    historyFailed: "Vérification échouée",
    history: "Historique",
    deactivate: "Désactiver",
    reactivate: "Réactiver",
    remove: "Supprimer",
    name: "Nom du connecteur",
    deactivated: "Désactivé",
    deleted: "« Production » est supprimé.",
    editNotes: "Modifier les notes",
    notes: "Notes",
    save: "Enregistrer",
    savedNotes: "Les notes sont enregistrées.",
    changed: "Modifié : Notes",
  },
} satisfies Record<Language, Record<string, string>>;

/** A connector's own page. */
export class ConnectorPage {
  constructor(
    private readonly page: Page,
    private readonly words: (typeof connectorPageWords)[Language],
  ) {}

  /** Opens it at its own address. */
  async open(id: string): Promise<void> {
    await this.page.goto(`/connectors/salesforce/${id}`);
    await this.check.waitFor();
  }

  /** The heading: the connector's name. */
  get heading(): Locator {
    return this.page.getByRole("heading", { level: 1 });
  }

  /** Check now. */
  get check(): Locator {
    return this.button(this.words.checkNow);
  }

  /** The notes, while they are edited. */
  get notes(): Locator {
    return this.page.getByRole("textbox", { name: this.words.notes });
  }

  /** Something in the history. */
  entry(text: string): Locator {
    return this.page.getByRole("list", { name: this.words.history }).getByRole("listitem").filter({ hasText: text });
  }

  /** A button, by its name. */
  button(name: string): Locator {
    return this.page.getByRole("button", { name, exact: true });
  }
}
