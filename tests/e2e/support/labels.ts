// The labels that Cisco's help pages state (the form's fields and buttons), and the few words beside them that
// a test must find something by. All other words are held by the goldens.

/** A language of the app, by its tag. */
export type Language = "en" | "fr";

/** The languages under test. */
export const languages: readonly Language[] = ["en", "fr"];

/** The browser's locale for a language. */
export const locales: Record<Language, string> = { en: "en-US", fr: "fr-FR" };

const en = {
  title: "Set Up Salesforce Connector",
  setUp: "Set Up",
  addMore: "Add More",
  name: "Name",
  clientId: "Client ID",
  emailId: "Email ID",
  url: "URL",
  audience: "Audience",
  privateKey: "Private Key",
  advanced: "Advanced",
  done: "Done",
  checking: "Checking the connection…",
  close: "Close",
  cancel: "Cancel",
  repaired: "Repaired",
  chooseFile: "Choose a file",
  replaceKey: "Replace the private key",
  keepKey: "Keep the previous key",
  leaveTitle: "Leave without saving?",
  stay: "Keep editing",
  leave: "Leave",
  retry: "Retry",
  couldNotLoad: "The connectors could not be loaded.",
  error: "Error:",
  warning: "Warning:",
  nothingSaved: "Nothing was saved.",
  maybeSaved: "It may have been saved.",
  tryAddresses: "Try the other addresses",
  tryingAddresses: "Trying the other addresses…",
  undo: "Undo",
  connectors: "Connectors",
  documentation: "View Documentation",
  list: "Active Connectors",
  actions: (name: string): string => `Actions for ${name}`,
  sandbox: "Sandbox",
  rsa2048: "RSA, 2,048 bits",
  confirmation: (name: string, host: string, user: string): string =>
    `"${name}" is connected to ${host} as ${user}. You can now use it in Flow Designer or Control Scripts.`,
};

/** The words of one language that tests look for. */
export type Labels = typeof en;

const fr: Labels = {
  title: "Configurer le connecteur Salesforce",
  setUp: "Configurer",
  addMore: "Ajouter plus",
  name: "Nom",
  clientId: "ID client",
  emailId: "ID d'e-mail",
  url: "URL",
  audience: "Audience",
  privateKey: "Clé privée",
  advanced: "Options avancées",
  done: "Terminé",
  checking: "Vérification de la connexion…",
  close: "Fermer",
  cancel: "Annuler",
  repaired: "Corrections apportées",
  chooseFile: "Choisir un fichier",
  replaceKey: "Remplacer la clé privée",
  keepKey: "Garder la clé précédente",
  leaveTitle: "Quitter sans enregistrer ?",
  stay: "Continuer la saisie",
  leave: "Quitter",
  retry: "Réessayer",
  couldNotLoad: "Impossible de charger les connecteurs.",
  error: "Erreur",
  warning: "Avertissement",
  nothingSaved: "Rien n'a été enregistré.",
  maybeSaved: "Le connecteur est peut-être enregistré.",
  tryAddresses: "Essayer les autres adresses",
  tryingAddresses: "Essai des autres adresses…",
  undo: "Rétablir",
  connectors: "Connecteurs",
  documentation: "Voir la documentation",
  list: "Connecteurs actifs",
  actions: (name: string): string => `Actions pour ${name}`,
  sandbox: "Sandbox",
  rsa2048: "RSA, 2 048 bits",
  confirmation: (name: string, host: string, user: string): string =>
    `« ${name} » est connecté à ${host} en tant que ${user}. Vous pouvez maintenant l'utiliser dans le Concepteur de flux ou dans les scripts de contrôle.`,
};

/** By language. */
export const labels: Record<Language, Labels> = { en, fr };
