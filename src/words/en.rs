//! English, with Cisco's own labels.

mod problem;
mod runtime;

use contract::codes::{Field, RepairCode, RuleCode, WarningCode};

use super::{Begin, Cards, FieldWords, Form, Frame, Key, LeaveDialog, RuleWords, Saved, Words, command};

pub(super) static WORDS: Words = Words {
    frame: Frame {
        product: "Control Hub",
        skip: "Skip to content",
        menu: "Menu",
        navigation: "Main",
        breadcrumb: "Breadcrumb",
        contact_center: "Contact Center",
        tenant_settings: "Tenant Settings",
        integrations: "Integrations",
        connectors: "Connectors",
        language: "Language",
        demo: "Demo: a sandbox answers in Salesforce's place.",
        no_such_page: "There is no such page",
        to_connectors: "Go to Connectors",
        stopped: "Something went wrong in this page. Nothing that was saved is lost.",
        reload: "Reload the page",
    },
    cards: Cards {
        intro: "Connect your contact center to the systems your flows and scripts work with.",
        salesforce: "Salesforce",
        purpose: "Lets flows and control scripts read and change your Salesforce data.",
        count: |used, limit| format!("{used} of {limit} set up"),
        list: "Salesforce connectors",
        empty: "No connector yet.",
        set_up: "Set Up",
        add_more: "Add More",
        limit: |limit| {
            format!("All {limit} Salesforce connectors are set up. An organization can have no more.")
        },
        read_only: "Your role can view connectors, but not set them up.",
        sandbox: "Sandbox",
        connected: "Connected",
        deactivated: "Deactivated",
        loading: "Loading connectors…",
        could_not_load: "The connectors could not be loaded.",
        could_not_load_remedy: "Check your connection, then try again.",
        retry: "Retry",
    },
    form: Form {
        title: "Set Up Salesforce Connector",
        advanced: "Advanced",
        optional: "optional",
        done: "Done",
        checking: "Checking the connection…",
        cancel: "Cancel",
        canceling: "Canceling…",
        canceled: "The check was canceled. Nothing was saved.",
        close: "Close",
        summary: |count| match count {
            1 => "Correct one field".to_owned(),
            _ => format!("Correct {count} fields"),
        },
        use_url: |url| format!("Use {url}"),
        aud_link: "What Salesforce says about the audience (aud)",
        external_client_app: "External Client App? Use your My Domain URL.",
        error: "Error:",
        warning: "Warning:",
        nothing_saved: "Nothing was saved.",
        maybe_saved: "It may have been saved. Choose Done again to be sure: the connector is never created twice.",
        salesforce_said: "Salesforce said:",
        request_id: "Request ID:",
        retry_after: |seconds| match seconds {
            0..=1 => "Try again in a second.".to_owned(),
            2..=90 => format!("Try again in {seconds} seconds."),
            _ => format!("Try again in {} minutes.", seconds.div_ceil(60)),
        },
        no_answer: "The server did not answer.",
    },
    key: Key {
        choose_file: "Choose a file",
        or_drop: "or drop it here",
        drop_now: "Drop the file",
        rsa: |bits| format!("RSA, {} bits", thousands(bits)),
        replace: "Replace",
        replace_key: "Replace the private key",
        repaired: "Repaired:",
        file_refused: |name| format!("\"{name}\" was not taken."),
        file_unreadable: "The file could not be read. Choose it again, or paste its text.",
    },
    begin: Begin {
        title: "Before you begin",
        at_hand: "Have the Client ID and the private key at hand. Salesforce shows the Consumer Key. The private key is the one whose certificate you uploaded.",
        outgoing: "If the user's profile has Login IP Ranges, add our server's addresses:",
        step_one: "Step one, in Salesforce: a Connected App",
        connected_app: &[
            "Make a key and a certificate.",
            "In Setup, create a New Connected App and select Enable OAuth Settings.",
            "Callback URL: http://localhost:1717/OauthRedirect",
            "Select Use digital signatures and upload the certificate.",
            "Add the scopes api, web and refresh_token, offline_access.",
            "Clear Require Secret for Web Server Flow, then save.",
            "Copy the Consumer Key: it is the Client ID.",
            "Under Manage > Edit Policies, set Permitted Users to \"Admin approved users are pre-authorized\".",
            "Assign the user's profile or a permission set.",
        ],
        external_client_app: "No New Connected App there? Create an External Client App with the same key, certificate and permissions, enable its JWT Bearer Flow, and use your My Domain URL.",
    },
    saved: Saved {
        title: "Connected",
        confirmation: |name, host, user| {
            format!(
                "\"{name}\" is connected to {host} as {user}. You can now use it in Flow Designer or Control Scripts."
            )
        },
        warnings: "Please check:",
    },
    leave: LeaveDialog {
        title: "Leave without saving?",
        unsaved: "What you entered will be lost.",
        checking: "The check will be canceled, and what you entered will be lost.",
        stay: "Keep editing",
        leave: "Leave",
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

/// A number as English writes it: 2,048.
fn thousands(number: usize) -> String {
    match number {
        0..1000 => number.to_string(),
        _ => format!("{},{:03}", number / 1000, number % 1000),
    }
}

fn field(field: Field) -> FieldWords {
    let (label, help) = match field {
        Field::Name => ("Name", "How flows and scripts will know it. Unique in your organization."),
        Field::ClientId => ("Client ID", "The app's Consumer Key, as Salesforce shows it."),
        Field::EmailId => ("Email ID", "The username of the Salesforce user that the app signs in as."),
        Field::Url => {
            ("URL", "Where Salesforce signs in: production, test.salesforce.com for a sandbox, or My Domain.")
        }
        Field::Audience => ("Audience", "Only where it differs from the URL, such as for Government Cloud."),
        Field::PrivateKey => ("Private Key", "The key of the certificate uploaded to the app, as PEM."),
    };
    FieldWords { label, help }
}

fn rule(code: RuleCode) -> RuleWords {
    use RuleCode as R;
    let message = match code {
        R::NameEmpty => "Enter a name.",
        R::NameTooLong => "The name is too long: use at most 64 characters.",
        R::NameControlCharacters => "Remove tabs and line breaks from the name.",
        R::NameTaken => "Another connector has this name. Choose another.",
        R::ClientIdEmpty => "Enter the Client ID.",
        R::ClientIdWhitespace => "Remove the blanks inside the Client ID.",
        R::ClientIdCharacters => "A Client ID has only letters, digits, dots, hyphens and underscores.",
        R::ClientIdTooLong => "The Client ID is too long: copy the Consumer Key again.",
        R::EmailIdEmpty => "Enter the Email ID.",
        R::EmailIdShape => "Enter a Salesforce username: it looks like name@example.com.",
        R::EmailIdTooLong => "The Email ID is too long: a Salesforce username has at most 80 characters.",
        R::UrlEmpty => "Enter the URL, such as https://login.salesforce.com.",
        R::UrlTooLong => "The URL is too long: use at most 255 characters.",
        R::UrlMalformed => "This is not a URL. It looks like https://login.salesforce.com.",
        R::UrlNotHttps => "Begin the URL with https://.",
        R::UrlUserinfo => "Remove the user name and the @ from the URL.",
        R::UrlQuery => "Remove the question mark and what follows it.",
        R::UrlFragment => "Remove the # and what follows it.",
        R::UrlPort => "Remove the port: Salesforce uses 443.",
        R::UrlIpAddress => "Use the host's name, not an IP address.",
        R::UrlTrailingDot => "Remove the dot at the end of the host's name.",
        R::UrlPath => "Remove everything after the host, such as /services/oauth2/token.",
        R::UrlAddressBar => "This is what the address bar shows. Use your My Domain URL.",
        R::UrlNotSalesforce => {
            "This is not a Salesforce host. Use login.salesforce.com, test.salesforce.com or your My Domain URL."
        }
        R::AudienceMalformed => "This is not a URL. Leave it empty to use the URL above.",
        R::AudienceNotHttps => "Begin the audience with https://.",
        R::AudienceTooLong => "The audience is too long: use at most 255 characters.",
        R::AudienceParts => "Remove the user name, the question mark or the # from the audience.",
        R::AudienceHost => "Use the host's plain name: no IP address, no port, no dot at its end.",
        R::AudienceNotSalesforce => "This is not a Salesforce host. Leave it empty to use the URL above.",
        R::KeyEmpty => "Paste the private key, or choose its file.",
        R::KeyTooLarge => "This is larger than 16 KB: it is not just a private key.",
        R::KeyNotPem => {
            "This is not a private key in PEM format, which begins with -----BEGIN PRIVATE KEY-----."
        }
        R::KeyIsCertificate => {
            "This is the certificate, which belongs in Salesforce. Enter the private key it was made with."
        }
        R::KeyIsPublic => "This is the public key. Enter the private key.",
        R::KeyIsRequest => "This is a certificate request. Enter the private key it was made with.",
        R::KeyEncrypted => "The private key is encrypted. Decrypt it:",
        R::KeyIsEc => {
            "This is an elliptic-curve key; Salesforce takes only RSA. Make a new key, and upload its certificate:"
        }
        R::KeyIsEd25519 => {
            "This is an Ed25519 key; Salesforce takes only RSA. Make a new key, and upload its certificate:"
        }
        R::KeyIsDsa => {
            "This is a DSA or RSA-PSS key; Salesforce takes only plain RSA. Make a new key, and upload its certificate:"
        }
        R::KeyIsOpenssh => {
            "This key is in OpenSSH's format. If it is an RSA key, convert a copy of it to PEM:"
        }
        R::KeyTooWeak => {
            "This RSA key is too short: it needs at least 2,048 bits. Make a new key, and upload its certificate:"
        }
        R::KeyTooManyBits => {
            "This RSA key is too long: at most 8,192 bits can be used. Make a new key, and upload its certificate:"
        }
        R::KeyTwoKeys => "There is more than one private key. Enter the one whose certificate you uploaded.",
        R::KeyCorrupt => "The private key is cut off or damaged. Copy it again, from BEGIN to END.",
        R::KeyIsJks => "This is a Java keystore. Take the key out of it:",
        R::KeyIsPkcs12 => "This is a PKCS #12 file. Take the key out of it:",
    };
    RuleWords { message, command: command::of(code) }
}

fn warning(code: WarningCode) -> &'static str {
    match code {
        WarningCode::ClientIdUnusual => {
            "This does not look like a Consumer Key, which begins with 3MVG9. Check that it is not the Consumer Secret."
        }
        WarningCode::UrlProductionForSandboxUser => {
            "This looks like a sandbox user. Sandboxes sign in at https://test.salesforce.com or their My Domain URL."
        }
        WarningCode::UrlSandboxForProductionUser => {
            "This is a sandbox's URL, but the user does not look like a sandbox user."
        }
        WarningCode::KeyLarge => {
            "This key is longer than the 4,096 bits that Salesforce's own certificates have."
        }
        WarningCode::ScopeWithoutApi => {
            "The app's scopes lack api: requests will be refused. Add \"Manage user data via APIs (api)\" to the app."
        }
        WarningCode::ApiDisabled => {
            "The user lacks the permission \"API Enabled\": requests will be refused. Add it by profile or permission set; Apex REST also needs \"Apex REST Services\"."
        }
    }
}

fn repair(code: RepairCode) -> &'static str {
    match code {
        RepairCode::ByteOrderMark => "byte-order mark removed",
        RepairCode::LineEnds => "line ends converted",
        RepairCode::EscapedNewlines => "\\n turned into line breaks",
        RepairCode::Rewrapped => "line breaks restored",
        RepairCode::Quotes => "quotes removed",
        RepairCode::Blanks => "blanks removed",
        RepairCode::LastNewline => "last line break added",
        RepairCode::CertificateDropped => "certificate left out",
    }
}
