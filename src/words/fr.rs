//! French, with Cisco's own labels.
//!
//! A no-break space stands before `:`, `;`, `?`, `!` and `»`, after `«`, and between thousands. Salesforce's pages and
//! settings keep their English names, as in Salesforce's own French lessons. Straight apostrophes, as in Cisco's labels.

mod problem;
mod runtime;

use contract::codes::{Field, RepairCode, RuleCode, Step, WarningCode};

use super::{
    Begin, Cards, FieldWords, Form, Frame, Key, LeaveDialog, ProblemWords, RuleWords, Saved, Words, command,
};

pub(super) static WORDS: Words = Words {
    frame: Frame {
        product: "Control Hub",
        skip: "Aller au contenu",
        menu: "Menu",
        navigation: "Principale",
        breadcrumb: "Fil d'Ariane",
        contact_center: "Centre de contact",
        tenant_settings: "Paramètres du locataire",
        integrations: "Intégrations",
        connectors: "Connecteurs",
        language: "Langue",
        demo: "Démo : un bac à sable répond à la place de Salesforce.",
        no_such_page: "Cette page n'existe pas",
        to_connectors: "Aller aux connecteurs",
        stopped: "Une erreur s'est produite dans cette page. Rien de ce qui a été enregistré n'est perdu.",
        reload: "Recharger la page",
    },
    cards: Cards {
        intro: "Connectez votre centre de contact aux systèmes que vos flux et vos scripts utilisent.",
        salesforce: "Salesforce",
        purpose: "Permet aux flux et aux scripts de contrôle de lire et de modifier vos données Salesforce.",
        count: |used, limit| format!("{used} sur {limit} configurés"),
        list: "Connecteurs Salesforce",
        empty: "Aucun connecteur pour l'instant.",
        set_up: "Configurer",
        add_more: "Ajouter plus",
        limit: |limit| {
            format!(
                "Les {limit} connecteurs Salesforce sont configurés. Une organisation ne peut pas en avoir plus."
            )
        },
        read_only: "Votre rôle permet de voir les connecteurs, pas de les configurer.",
        sandbox: "Bac à sable",
        connected: "Connecté",
        deactivated: "Désactivé",
        loading: "Chargement des connecteurs…",
        could_not_load: "Les connecteurs n'ont pas pu être chargés.",
        could_not_load_remedy: "Vérifiez votre connexion, puis réessayez.",
        retry: "Réessayer",
    },
    form: Form {
        title: "Configurer le connecteur Salesforce",
        advanced: "Options avancées",
        optional: "facultatif",
        done: "Terminé",
        checking: "Vérification de la connexion…",
        cancel: "Annuler",
        cancelling: "Annulation…",
        cancelled: "La vérification a été annulée. Rien n'a été enregistré.",
        close: "Fermer",
        summary: |count| match count {
            1 => "Corrigez un champ".to_owned(),
            _ => format!("Corrigez {count} champs"),
        },
        use_url: |url| format!("Utiliser {url}"),
        aud_link: "Ce que Salesforce dit de l'audience (aud)",
        external_client_app: "External Client App ? Utilisez votre URL My Domain.",
        error: "Erreur :",
        warning: "Avertissement :",
        nothing_saved: "Rien n'a été enregistré.",
        salesforce_said: "Réponse de Salesforce :",
        request_id: "ID de la requête :",
        retry_after: |seconds| match seconds {
            0..=1 => "Réessayez dans une seconde.".to_owned(),
            2..=90 => format!("Réessayez dans {seconds} secondes."),
            _ => format!("Réessayez dans {} minutes.", seconds.div_ceil(60)),
        },
        no_answer: ProblemWords {
            title: "Le serveur n'a pas répondu.",
            remedy: "Vérifiez votre connexion, puis choisissez à nouveau Terminé : le connecteur n'est jamais créé deux fois.",
        },
    },
    key: Key {
        choose_file: "Choisir un fichier",
        or_drop: "ou déposez-le ici",
        drop_now: "Déposez le fichier",
        rsa: |bits| format!("RSA, {} bits", thousands(bits)),
        replace: "Remplacer",
        replace_key: "Remplacer la clé privée",
        repaired: "Corrections faites :",
        file_refused: |name| format!("« {name} » n'a pas été accepté."),
        file_unreadable: "Le fichier n'a pas pu être lu. Choisissez-le à nouveau ou collez son texte.",
    },
    begin: Begin {
        title: "Avant de commencer",
        at_hand: "Ayez à portée de main l'ID client et la clé privée. Salesforce affiche la Consumer Key. La clé privée est celle dont vous avez téléversé le certificat.",
        outgoing: "Si le profil de l'utilisateur a des Login IP Ranges, ajoutez-y les adresses de notre serveur :",
        step_one: "Première étape, dans Salesforce : une Connected App",
        connected_app: &[
            "Créez une clé et un certificat.",
            "Dans Setup, créez une New Connected App et cochez Enable OAuth Settings.",
            "Callback URL : http://localhost:1717/OauthRedirect",
            "Cochez Use digital signatures et téléversez le certificat.",
            "Ajoutez les scopes api, web et refresh_token, offline_access.",
            "Décochez Require Secret for Web Server Flow, puis enregistrez.",
            "Copiez la Consumer Key : c'est l'ID client.",
            "Sous Manage > Edit Policies, réglez Permitted Users sur « Admin approved users are pre-authorized ».",
            "Attribuez le profil de l'utilisateur ou un ensemble d'autorisations.",
        ],
        external_client_app: "Pas de New Connected App ? Créez une External Client App avec la même clé, le même certificat et les mêmes autorisations, activez son JWT Bearer Flow et utilisez votre URL My Domain.",
    },
    saved: Saved {
        title: "Connecté",
        confirmation: |name, host, user| {
            format!(
                "« {name} » est connecté à {host} en tant que {user}. Vous pouvez maintenant l'utiliser dans le Concepteur de flux ou dans les scripts de contrôle."
            )
        },
        warnings: "À vérifier :",
    },
    leave: LeaveDialog {
        title: "Quitter sans enregistrer ?",
        unsaved: "Ce que vous avez saisi sera perdu.",
        checking: "La vérification sera annulée et ce que vous avez saisi sera perdu.",
        stay: "Continuer la saisie",
        leave: "Quitter",
    },
    usage: runtime::USAGE,
    tokens: runtime::TOKENS,
    trial: runtime::TRIAL,
    field,
    rule,
    warning,
    repair,
    step,
    problem: problem::problem,
};

/// A number as French writes it: 2 048, with a no-break space.
fn thousands(number: usize) -> String {
    match number {
        0..1000 => number.to_string(),
        _ => format!("{} {:03}", number / 1000, number % 1000),
    }
}

fn field(field: Field) -> FieldWords {
    let (label, help) = match field {
        Field::Name => ("Nom", "Sous ce nom, flux et scripts le trouvent. Unique dans votre organisation."),
        Field::ClientId => ("ID client", "La Consumer Key de l'application, telle que Salesforce l'affiche."),
        Field::EmailId => {
            ("ID d'e-mail", "Le nom de l'utilisateur Salesforce sous lequel l'application se connecte.")
        }
        Field::Url => (
            "URL",
            "Où Salesforce authentifie : production, test.salesforce.com pour un bac à sable, ou My Domain.",
        ),
        Field::Audience => {
            ("Audience", "Seulement si elle diffère de l'URL, par exemple pour Government Cloud.")
        }
        Field::PrivateKey => {
            ("Clé privée", "La clé du certificat téléversé dans l'application, au format PEM.")
        }
    };
    FieldWords { label, help }
}

fn rule(code: RuleCode) -> RuleWords {
    use RuleCode as R;
    let message = match code {
        R::NameEmpty => "Saisissez un nom.",
        R::NameTooLong => "Le nom est trop long : 64 caractères au plus.",
        R::NameControlCharacters => "Retirez du nom les tabulations et les sauts de ligne.",
        R::NameTaken => "Un autre connecteur porte ce nom. Choisissez-en un autre.",
        R::ClientIdEmpty => "Saisissez l'ID client.",
        R::ClientIdWhitespace => "Retirez les espaces dans l'ID client.",
        R::ClientIdCharacters => {
            "Un ID client n'a que des lettres, des chiffres, des points, des tirets et des traits de soulignement."
        }
        R::ClientIdTooLong => "L'ID client est trop long : copiez à nouveau la Consumer Key.",
        R::EmailIdEmpty => "Saisissez l'ID d'e-mail.",
        R::EmailIdShape => "Saisissez un nom d'utilisateur Salesforce, de la forme nom@exemple.com.",
        R::EmailIdTooLong => {
            "L'ID d'e-mail est trop long : un nom d'utilisateur Salesforce a 80 caractères au plus."
        }
        R::UrlEmpty => "Saisissez l'URL, par exemple https://login.salesforce.com.",
        R::UrlTooLong => "L'URL est trop longue : 255 caractères au plus.",
        R::UrlMalformed => "Ce n'est pas une URL. Exemple : https://login.salesforce.com.",
        R::UrlNotHttps => "L'URL doit commencer par https://.",
        R::UrlUserinfo => "Retirez de l'URL le nom d'utilisateur et le @.",
        R::UrlQuery => "Retirez le point d'interrogation et ce qui le suit.",
        R::UrlFragment => "Retirez le # et ce qui le suit.",
        R::UrlPort => "Retirez le port : Salesforce utilise le 443.",
        R::UrlIpAddress => "Utilisez le nom de l'hôte, pas une adresse IP.",
        R::UrlTrailingDot => "Retirez le point à la fin du nom de l'hôte.",
        R::UrlPath => "Retirez tout ce qui suit l'hôte, comme /services/oauth2/token.",
        R::UrlAddressBar => "C'est l'URL de la barre d'adresse. Utilisez votre URL My Domain.",
        R::UrlNotSalesforce => {
            "Ce n'est pas un hôte de Salesforce. Utilisez login.salesforce.com, test.salesforce.com ou votre URL My Domain."
        }
        R::AudienceMalformed => "Ce n'est pas une URL. Laissez vide pour utiliser l'URL ci-dessus.",
        R::AudienceNotHttps => "L'audience doit commencer par https://.",
        R::AudienceTooLong => "L'audience est trop longue : 255 caractères au plus.",
        R::AudienceParts => "Retirez de l'audience le nom d'utilisateur, le point d'interrogation ou le #.",
        R::AudienceHost => "Utilisez le simple nom de l'hôte : ni adresse IP, ni port, ni point final.",
        R::AudienceNotSalesforce => {
            "Ce n'est pas un hôte de Salesforce. Laissez vide pour utiliser l'URL ci-dessus."
        }
        R::KeyEmpty => "Collez la clé privée ou choisissez son fichier.",
        R::KeyTooLarge => "Plus de 16 Ko : ce n'est pas seulement une clé privée.",
        R::KeyNotPem => {
            "Ce n'est pas une clé privée au format PEM, qui commence par -----BEGIN PRIVATE KEY-----."
        }
        R::KeyIsCertificate => {
            "C'est le certificat, destiné à Salesforce. Saisissez la clé privée avec laquelle il a été créé."
        }
        R::KeyIsPublic => "C'est la clé publique. Saisissez la clé privée.",
        R::KeyIsRequest => {
            "C'est une demande de certificat. Saisissez la clé privée avec laquelle elle a été créée."
        }
        R::KeyEncrypted => "La clé privée est chiffrée. Déchiffrez-la :",
        R::KeyIsEc => {
            "C'est une clé à courbe elliptique ; Salesforce n'accepte que RSA. Créez une nouvelle clé et téléversez son certificat :"
        }
        R::KeyIsEd25519 => {
            "C'est une clé Ed25519 ; Salesforce n'accepte que RSA. Créez une nouvelle clé et téléversez son certificat :"
        }
        R::KeyIsDsa => {
            "C'est une clé DSA ; Salesforce n'accepte que RSA. Créez une nouvelle clé et téléversez son certificat :"
        }
        R::KeyIsOpenssh => {
            "Cette clé est au format d'OpenSSH. Si c'est une clé RSA, convertissez-en une copie en PEM :"
        }
        R::KeyTooWeak => {
            "Cette clé RSA est trop courte : il faut au moins 2 048 bits. Créez une nouvelle clé et téléversez son certificat :"
        }
        R::KeyTooManyBits => {
            "Cette clé RSA est trop longue : 8 192 bits au plus peuvent servir. Créez une nouvelle clé et téléversez son certificat :"
        }
        R::KeyTwoKeys => {
            "Il y a plus d'une clé privée. Saisissez celle dont vous avez téléversé le certificat."
        }
        R::KeyCorrupt => "La clé privée est tronquée ou abîmée. Copiez-la à nouveau, de BEGIN à END.",
        R::KeyIsJks => "C'est un magasin de clés Java. Extrayez-en la clé :",
        R::KeyIsPkcs12 => "C'est un fichier PKCS #12. Extrayez-en la clé :",
    };
    RuleWords { message, command: command::of(code) }
}

fn warning(code: WarningCode) -> &'static str {
    match code {
        WarningCode::ClientIdUnusual => {
            "Cela ne ressemble pas à une Consumer Key, qui commence par 3MVG9. Vérifiez que ce n'est pas le Consumer Secret."
        }
        WarningCode::UrlProductionForSandboxUser => {
            "L'utilisateur semble être celui d'un bac à sable. L'URL est alors https://test.salesforce.com ou celle de My Domain."
        }
        WarningCode::UrlSandboxForProductionUser => {
            "C'est l'URL d'un bac à sable, mais l'utilisateur ne semble pas être celui d'un bac à sable."
        }
        WarningCode::KeyLarge => {
            "Cette clé dépasse les 4 096 bits des certificats que Salesforce crée lui-même."
        }
        WarningCode::ScopeWithoutApi => {
            "Le scope api manque à l'application : les requêtes seront refusées. Ajoutez-lui « Manage user data via APIs (api) »."
        }
        WarningCode::ApiDisabled => {
            "L'autorisation « API Enabled » manque à l'utilisateur : les requêtes seront refusées. Ajoutez-la par le profil ou un ensemble d'autorisations ; Apex REST exige aussi « Apex REST Services »."
        }
    }
}

fn repair(code: RepairCode) -> &'static str {
    match code {
        RepairCode::ByteOrderMark => "indicateur d'ordre des octets retiré",
        RepairCode::LineEnds => "fins de ligne converties",
        RepairCode::EscapedNewlines => "\\n changés en sauts de ligne",
        RepairCode::Rewrapped => "sauts de ligne rétablis",
        RepairCode::Quotes => "guillemets retirés",
        RepairCode::Blanks => "espaces retirés",
        RepairCode::LastNewline => "dernier saut de ligne ajouté",
        RepairCode::CertificateDropped => "certificat laissé de côté",
    }
}

fn step(step: Step) -> &'static str {
    match step {
        Step::ReadKey => "Lire la clé",
        Step::Reach => "Joindre Salesforce",
        Step::SignIn => "Se connecter",
        Step::CheckAccess => "Vérifier l'accès",
    }
}
