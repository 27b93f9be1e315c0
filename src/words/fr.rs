//! French, with Cisco's own labels.
//!
//! A no-break space stands before `:` and `»` and after `«`, a narrow one (U+202F) before `;`, `?` and `!` and between
//! thousands, as the browser writes them. Salesforce's pages and settings keep their English names, as does the
//! sandbox (feminine), as in Salesforce's own French lessons; files are « chargés », as in Cisco's help. Straight
//! apostrophes, as in Cisco's labels.

mod problem;
mod runtime;

use contract::codes::{Field, RepairCode, RuleCode, WarningCode};

use super::{Begin, Cards, FieldWords, Form, Frame, Key, LeaveDialog, RuleWords, Saved, Words, command};

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
        demo: "Démo : un simulateur répond à la place de Salesforce.",
        no_such_page: "Cette page n'existe pas",
        to_connectors: "Aller aux connecteurs",
        stopped: "Une erreur s'est produite sur cette page. Rien de ce qui a été enregistré n'est perdu.",
        reload: "Recharger la page",
    },
    cards: Cards {
        intro: "Connectez votre centre de contact aux systèmes que vos flux et vos scripts utilisent.",
        salesforce: "Salesforce",
        purpose: "Permet aux flux et aux scripts de contrôle de lire et de modifier vos données Salesforce.",
        count: |used, limit| match used {
            0..=1 => format!("{used} sur {limit} configuré"),
            _ => format!("{used} sur {limit} configurés"),
        },
        list: "Connecteurs Salesforce",
        empty: "Aucun connecteur pour l'instant.",
        set_up: "Configurer",
        add_more: "Ajouter plus",
        limit: |limit| {
            format!(
                "Les {limit} connecteurs Salesforce sont configurés. Une organisation ne peut pas en avoir davantage."
            )
        },
        read_only: "Votre rôle vous permet de consulter les connecteurs, mais pas de les configurer.",
        sandbox: "Sandbox",
        connected: "Connecté",
        deactivated: "Désactivé",
        loading: "Chargement des connecteurs…",
        could_not_load: "Impossible de charger les connecteurs.",
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
        canceling: "Annulation…",
        canceled: "La vérification a été annulée. Rien n'a été enregistré.",
        close: "Fermer",
        summary: |count| match count {
            1 => "Corrigez un champ".to_owned(),
            _ => format!("Corrigez {count} champs"),
        },
        use_url: |url| format!("Utiliser {url}"),
        aud_link: "Documentation de Salesforce sur l'audience (aud)",
        external_client_app: "Avec une External Client App, utilisez votre URL My Domain.",
        error: "Erreur :",
        warning: "Avertissement :",
        nothing_saved: "Rien n'a été enregistré.",
        maybe_saved: "Le connecteur est peut-être enregistré. Sélectionnez de nouveau Terminé pour vous en assurer : il n'est jamais créé deux fois.",
        salesforce_said: "Réponse de Salesforce :",
        request_id: "ID de la requête :",
        retry_after: |seconds| match seconds {
            0..=1 => "Réessayez dans une seconde.".to_owned(),
            2..=90 => format!("Réessayez dans {seconds} secondes."),
            _ => format!("Réessayez dans {} minutes.", seconds.div_ceil(60)),
        },
        no_answer: "Le serveur n'a pas répondu.",
    },
    key: Key {
        choose_file: "Choisir un fichier",
        or_drop: "ou déposez-le ici",
        drop_now: "Déposez le fichier",
        rsa: |bits| format!("RSA, {} bits", thousands(bits)),
        replace: "Remplacer",
        replace_key: "Remplacer la clé privée",
        repaired: "Corrections apportées :",
        file_refused: |name| format!("« {name} » n'a pas été accepté."),
        file_unreadable: "Impossible de lire le fichier. Choisissez-le de nouveau ou collez son contenu.",
    },
    begin: Begin {
        title: "Avant de commencer",
        at_hand: "Munissez-vous de l'ID client et de la clé privée. L'ID client est la Consumer Key qu'affiche Salesforce. La clé privée est celle dont vous avez chargé le certificat.",
        outgoing: "Si le profil de l'utilisateur définit des Login IP Ranges, ajoutez-y les adresses de notre serveur :",
        step_one: "Première étape, dans Salesforce : une Connected App",
        connected_app: &[
            "Créez une clé et un certificat.",
            "Dans Setup, choisissez New Connected App et cochez Enable OAuth Settings.",
            "Callback URL : http://localhost:1717/OauthRedirect",
            "Cochez Use digital signatures et chargez le certificat.",
            "Ajoutez les étendues (scopes) api, web et refresh_token, offline_access.",
            "Décochez Require Secret for Web Server Flow, puis enregistrez.",
            "Copiez la Consumer Key : c'est l'ID client.",
            "Sous Manage > Edit Policies, définissez Permitted Users sur « Admin approved users are pre-authorized ».",
            "Attribuez à l'application le profil de l'utilisateur ou un ensemble d'autorisations.",
        ],
        external_client_app: "New Connected App n'est pas proposé ? Créez une External Client App avec la même clé, le même certificat et les mêmes autorisations, activez son JWT Bearer Flow et utilisez votre URL My Domain.",
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
        title: "Quitter sans enregistrer ?",
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
    problem: problem::problem,
};

/// A number as French writes it: 2 048, with a narrow no-break space.
fn thousands(number: usize) -> String {
    match number {
        0..1000 => number.to_string(),
        _ => format!("{} {:03}", number / 1000, number % 1000),
    }
}

fn field(field: Field) -> FieldWords {
    let (label, help) = match field {
        Field::Name => {
            ("Nom", "Le nom qu'utilisent les flux et les scripts. Unique dans votre organisation.")
        }
        Field::ClientId => ("ID client", "La Consumer Key de l'application, telle que Salesforce l'affiche."),
        Field::EmailId => (
            "ID d'e-mail",
            "Le nom d'utilisateur (Username) Salesforce avec lequel l'application se connecte.",
        ),
        Field::Url => (
            "URL",
            "L'adresse de connexion à Salesforce : production, test.salesforce.com pour une sandbox, ou My Domain.",
        ),
        Field::Audience => {
            ("Audience", "Seulement si elle diffère de l'URL, par exemple pour Government Cloud.")
        }
        Field::PrivateKey => ("Clé privée", "La clé du certificat chargé dans l'application, au format PEM."),
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
        R::ClientIdWhitespace => "Retirez les espaces que contient l'ID client.",
        R::ClientIdCharacters => {
            "Un ID client ne contient que des lettres, des chiffres, des points, des tirets et des traits de soulignement."
        }
        R::ClientIdTooLong => "L'ID client est trop long : copiez de nouveau la Consumer Key.",
        R::EmailIdEmpty => "Saisissez l'ID d'e-mail.",
        R::EmailIdShape => "Saisissez un nom d'utilisateur Salesforce, de la forme nom@exemple.com.",
        R::EmailIdTooLong => {
            "L'ID d'e-mail est trop long : un nom d'utilisateur Salesforce compte 80 caractères au plus."
        }
        R::UrlEmpty => "Saisissez l'URL, par exemple https://login.salesforce.com.",
        R::UrlTooLong => "L'URL est trop longue : 255 caractères au plus.",
        R::UrlMalformed => "Ce n'est pas une URL. Exemple : https://login.salesforce.com.",
        R::UrlNotHttps => "L'URL doit commencer par https://.",
        R::UrlUserinfo => "Retirez de l'URL le nom d'utilisateur et le @.",
        R::UrlQuery => "Retirez le point d'interrogation et ce qui le suit.",
        R::UrlFragment => "Retirez le # et ce qui le suit.",
        R::UrlPort => "Retirez le port : Salesforce utilise le 443.",
        R::UrlIpAddress => "Utilisez un nom d'hôte, pas une adresse IP.",
        R::UrlTrailingDot => "Retirez le point à la fin du nom d'hôte.",
        R::UrlPath => "Retirez tout ce qui suit l'hôte, comme /services/oauth2/token.",
        R::UrlAddressBar => "C'est l'URL de la barre d'adresse. Utilisez votre URL My Domain.",
        R::UrlNotSalesforce => {
            "Ce n'est pas un hôte de Salesforce. Utilisez login.salesforce.com, test.salesforce.com ou votre URL My Domain."
        }
        R::AudienceMalformed => "Ce n'est pas une URL. Laissez le champ vide pour utiliser l'URL ci-dessus.",
        R::AudienceNotHttps => "L'audience doit commencer par https://.",
        R::AudienceTooLong => "L'audience est trop longue : 255 caractères au plus.",
        R::AudienceParts => "Retirez de l'audience le nom d'utilisateur, le point d'interrogation ou le #.",
        R::AudienceHost => "Utilisez un simple nom d'hôte : ni adresse IP, ni port, ni point final.",
        R::AudienceNotSalesforce => {
            "Ce n'est pas un hôte de Salesforce. Laissez le champ vide pour utiliser l'URL ci-dessus."
        }
        R::KeyEmpty => "Collez la clé privée ou choisissez son fichier.",
        R::KeyTooLarge => "Plus de 16 Ko : ce n'est pas une simple clé privée.",
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
            "C'est une clé à courbe elliptique ; Salesforce n'accepte que les clés RSA. Créez une nouvelle clé et chargez son certificat :"
        }
        R::KeyIsEd25519 => {
            "C'est une clé Ed25519 ; Salesforce n'accepte que les clés RSA. Créez une nouvelle clé et chargez son certificat :"
        }
        R::KeyIsDsa => {
            "C'est une clé DSA ou RSA-PSS ; Salesforce n'accepte que les clés RSA simples. Créez une nouvelle clé et chargez son certificat :"
        }
        R::KeyIsOpenssh => {
            "Cette clé est au format OpenSSH. Si c'est une clé RSA, convertissez-en une copie en PEM :"
        }
        R::KeyTooWeak => {
            "Cette clé RSA est trop courte : il faut au moins 2 048 bits. Créez une nouvelle clé et chargez son certificat :"
        }
        R::KeyTooManyBits => {
            "Cette clé RSA est trop longue : 8 192 bits au plus sont acceptés. Créez une nouvelle clé et chargez son certificat :"
        }
        R::KeyTwoKeys => {
            "Il y a plusieurs clés privées. Saisissez celle dont vous avez chargé le certificat."
        }
        R::KeyCorrupt => "La clé privée est tronquée ou endommagée. Recopiez-la en entier, de BEGIN à END.",
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
            "L'utilisateur semble être celui d'une sandbox. Une sandbox utilise https://test.salesforce.com ou son URL My Domain."
        }
        WarningCode::UrlSandboxForProductionUser => {
            "C'est l'URL d'une sandbox, mais l'utilisateur ne semble pas être celui d'une sandbox."
        }
        WarningCode::KeyLarge => {
            "Cette clé dépasse les 4 096 bits des certificats que Salesforce crée lui-même."
        }
        WarningCode::ScopeWithoutApi => {
            "L'étendue (scope) api manque à l'application : les requêtes seront refusées. Ajoutez-lui « Manage user data via APIs (api) »."
        }
        WarningCode::ApiDisabled => {
            "L'autorisation « API Enabled » manque à l'utilisateur : les requêtes seront refusées. Ajoutez-la par le profil ou un ensemble d'autorisations ; Apex REST exige aussi « Apex REST Services »."
        }
    }
}

fn repair(code: RepairCode) -> &'static str {
    match code {
        RepairCode::ByteOrderMark => "indicateur d'ordre des octets (BOM) retiré",
        RepairCode::LineEnds => "fins de ligne converties",
        RepairCode::EscapedNewlines => "\\n remplacés par des sauts de ligne",
        RepairCode::Rewrapped => "sauts de ligne rétablis",
        RepairCode::Quotes => "guillemets retirés",
        RepairCode::Blanks => "espaces retirés",
        RepairCode::LastNewline => "saut de ligne final ajouté",
        RepairCode::CertificateDropped => "certificat ignoré",
    }
}
