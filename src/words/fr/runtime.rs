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
    intro: "Avec un jeton de service, l'un de vos programmes envoie des requêtes par un connecteur. Un jeton ne permet rien d'autre.",
    read_only: "Votre rôle vous permet de consulter les jetons de service, mais pas d'en créer ni d'en révoquer.",
    empty: "Aucun jeton de service pour l'instant.",
    loading: "Chargement des jetons de service…",
    could_not_load: "Impossible de charger les jetons de service.",
    create: "Créer un jeton de service",
    name_help: "À quoi il sert, par exemple le programme qui l'utilise.",
    expires: "Expiration",
    expires_help: "Passé ce délai, il est refusé.",
    days: |days| format!("Dans {days} jours"),
    all: "Tous, y compris ceux ajoutés plus tard",
    only: "Seulement ceux-ci :",
    submit: "Créer",
    submitting: "Création…",
    created: "Créé",
    once: "Copiez le jeton maintenant : il ne sera plus affiché.",
    token: "Jeton",
    created_by: "Créé par",
    last_used: "Dernière utilisation",
    valid: "Valide",
    expired: "Expiré",
    revoked: "Révoqué",
    revoke: "Révoquer",
    revoke_title: "Révoquer ce jeton de service ?",
    revoke_text: |name| {
        format!(
            "Les programmes qui utilisent « {name} » seront aussitôt refusés. Cette action est définitive."
        )
    },
    was_revoked: |name| format!("« {name} » a été révoqué."),
};

pub(in crate::words) const TRIAL: Trial = Trial {
    title: "Essayer une requête",
    path: "Chemin de requête",
    path_help: "L'administrateur du serveur a choisi ce qui peut être essayé. L'essai ne fait que lire.",
    send: "Envoyer",
    sending: "Envoi…",
    answer: "Réponse",
    status: "Statut",
    time: "Durée",
    attempts: "Tentatives",
    headers: "En-têtes",
    body: "Corps",
    no_body: "Le corps est vide.",
    body_cut: "Seul le début est affiché : le corps est trop long.",
    body_base64: "Le corps n'est pas du texte : il est affiché en Base64.",
    curl: "La même requête pour un terminal",
    curl_help: "Placez d'abord un jeton de service dans la variable CONNECTORS_TOKEN.",
    copy: "Copier",
    copied: "Copié",
    not_copied: "Copie impossible : sélectionnez le texte et copiez-le au clavier.",
};
