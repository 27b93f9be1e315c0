//! French: connectors in use.

use crate::words::{Tokens, Trial, Usage};

pub(in crate::words) const USAGE: Usage = Usage {
    not_used: "Pas encore utilisé",
    last_used: "Dernière utilisation :",
    since: "Depuis le",
    requests: |count, number| match count {
        0..=1 => format!("{number} requête"),
        _ => format!("{number} requêtes"),
    },
    failures: |count, number| match count {
        0..=1 => format!("{number} échec"),
        _ => format!("{number} échecs"),
    },
};

pub(in crate::words) const TOKENS: Tokens = Tokens {
    title: "Jetons de service",
    intro: "Avec un jeton de service, un programme à vous envoie des requêtes par un connecteur. Un jeton ne permet rien d'autre.",
    read_only: "Votre rôle permet de voir les jetons de service, pas d'en créer ni d'en révoquer.",
    empty: "Aucun jeton de service pour l'instant.",
    loading: "Chargement des jetons de service…",
    could_not_load: "Les jetons de service n'ont pas pu être chargés.",
    create: "Créer un jeton de service",
    name_help: "À quoi il sert, par exemple le programme qui l'utilise.",
    expires: "Expiration",
    expires_help: "Ensuite, il est refusé.",
    days: |days| format!("Dans {days} jours"),
    all: "Tous, même ceux ajoutés plus tard",
    only: "Seulement ceux-ci :",
    submit: "Créer",
    submitting: "Création…",
    created: "Créé",
    once: "Copiez le jeton maintenant : il n'est affiché que cette fois.",
    token: "Jeton",
    created_by: "Créé par",
    last_used: "Dernière utilisation",
    valid: "Valide",
    expired: "Expiré",
    revoked: "Révoqué",
    revoke: "Révoquer",
    revoke_title: "Révoquer ce jeton de service ?",
    revoke_text: |name| {
        format!("Les programmes qui utilisent « {name} » seront refusés dès maintenant. C'est définitif.")
    },
    was_revoked: |name| format!("« {name} » est révoqué."),
};

pub(in crate::words) const TRIAL: Trial = Trial {
    title: "Essayer une requête",
    path: "Chemin de requête",
    path_help: "Votre opérateur a choisi ce qui peut être essayé. L'essai ne fait que lire.",
    send: "Envoyer",
    sending: "Envoi…",
    answer: "Réponse",
    status: "Statut",
    time: "Durée",
    attempts: "Tentatives",
    headers: "En-têtes",
    body: "Corps",
    no_body: "Le corps est vide.",
    body_cut: "En voici le début : l'ensemble est trop long à afficher.",
    body_base64: "Ce n'est pas du texte : il est affiché en Base64.",
    curl: "La même requête pour un terminal",
    curl_help: "Mettez d'abord un jeton de service dans CONNECTORS_TOKEN.",
    copy: "Copier",
    copied: "Copié",
    not_copied: "Copie impossible : sélectionnez le texte et copiez-le au clavier.",
};
