//! The Salesforce form's fields, and what the rules find wrong with them.

codes! {
    /// A field of the Salesforce form, by its JSON name, in the order of the form.
    pub enum Field {
        /// Name.
        Name = "name",
        /// Client ID: Salesforce's Consumer Key.
        ClientId = "clientId",
        /// Email ID: the Salesforce username.
        EmailId = "emailId",
        /// URL: the Salesforce authorization server.
        Url = "url",
        /// Audience, under Advanced.
        Audience = "audience",
        /// Private Key.
        PrivateKey = "privateKey",
    }
}

codes! {
    /// What a rule can find wrong with one field. Blocks saving.
    pub enum RuleCode {
        /// The name is empty after trimming.
        NameEmpty = "name_empty",
        /// The name is longer than [`crate::limits::NAME_CHARS`] characters.
        NameTooLong = "name_too_long",
        /// The name has control characters (a tab, a line break).
        NameControlCharacters = "name_control_characters",
        /// The name has marks that make a stretch of it run the other way round.
        NameDirectionMarks = "name_direction_marks",
        /// Another connector of the organization has this name (compared NFKC-casefolded). Found by the server only.
        NameTaken = "name_taken",
        /// The Client ID is empty.
        ClientIdEmpty = "client_id_empty",
        /// The Client ID has whitespace inside.
        ClientIdWhitespace = "client_id_whitespace",
        /// The Client ID has characters outside `[A-Za-z0-9._-]`.
        ClientIdCharacters = "client_id_characters",
        /// The Client ID is longer than [`crate::limits::CLIENT_ID_CHARS`] characters.
        ClientIdTooLong = "client_id_too_long",
        /// The Email ID is empty.
        EmailIdEmpty = "email_id_empty",
        /// The Email ID is not shaped like a Salesforce username.
        EmailIdShape = "email_id_shape",
        /// The Email ID is longer than [`crate::limits::EMAIL_ID_CHARS`] characters.
        EmailIdTooLong = "email_id_too_long",
        /// The URL is empty.
        UrlEmpty = "url_empty",
        /// The URL is longer than [`crate::limits::URL_CHARS`] characters.
        UrlTooLong = "url_too_long",
        /// Not a URL of the strict grammar: illegal characters, an empty or malformed host.
        UrlMalformed = "url_malformed",
        /// The scheme is not `https`, or it is missing.
        UrlNotHttps = "url_not_https",
        /// A user name or password stands before the host.
        UrlUserinfo = "url_userinfo",
        /// The URL has a query.
        UrlQuery = "url_query",
        /// The URL has a fragment.
        UrlFragment = "url_fragment",
        /// A port other than 443.
        UrlPort = "url_port",
        /// The host is an IP address, in whatever spelling.
        UrlIpAddress = "url_ip_address",
        /// The host ends with a dot.
        UrlTrailingDot = "url_trailing_dot",
        /// The URL has a path (a pasted token URL) that is not that of an operator's Experience Cloud site.
        UrlPath = "url_path",
        /// What an address bar shows (`*.lightning.force.com`, `*.my.salesforce-setup.com`, what ends with `.mcas.ms`); the
        /// host that stands for is offered.
        UrlAddressBar = "url_address_bar",
        /// Neither a Salesforce host nor one that the operator allowed.
        UrlNotSalesforce = "url_not_salesforce",
        /// The audience breaks the rule of a URL's grammar (as the `Url…` codes, kept as one: it stands under Advanced).
        AudienceMalformed = "audience_malformed",
        /// The audience's scheme is not `https`.
        AudienceNotHttps = "audience_not_https",
        /// The audience is longer than [`crate::limits::URL_CHARS`] characters.
        AudienceTooLong = "audience_too_long",
        /// The audience has a query, a fragment or userinfo.
        AudienceParts = "audience_parts",
        /// The audience's host is an IP address, ends with a dot, or has a port other than 443.
        AudienceHost = "audience_host",
        /// The audience is neither a Salesforce host nor one that the operator allowed.
        AudienceNotSalesforce = "audience_not_salesforce",
        /// The private key is empty.
        KeyEmpty = "key_empty",
        /// More than [`crate::limits::PRIVATE_KEY_BYTES`] bytes.
        KeyTooLarge = "key_too_large",
        /// Neither PEM nor any other format that is known by name.
        KeyNotPem = "key_not_pem",
        /// A certificate without a key.
        KeyIsCertificate = "key_is_certificate",
        /// A public key.
        KeyIsPublic = "key_is_public",
        /// A certificate signing request.
        KeyIsRequest = "key_is_request",
        /// An encrypted private key.
        KeyEncrypted = "key_encrypted",
        /// An elliptic-curve key.
        KeyIsEc = "key_is_ec",
        /// An Ed25519 (or X25519, Ed448, X448) key.
        KeyIsEd25519 = "key_is_ed25519",
        /// A DSA key, or one of RSA that is for PSS signatures only: neither can sign RS256.
        KeyIsDsa = "key_is_dsa",
        /// A key in OpenSSH's own format.
        KeyIsOpenssh = "key_is_openssh",
        /// RSA with fewer than [`crate::limits::RSA_BITS_MIN`] bits.
        KeyTooWeak = "key_too_weak",
        /// RSA with more than [`crate::limits::RSA_BITS_MAX`] bits.
        KeyTooManyBits = "key_too_many_bits",
        /// More than one private key.
        KeyTwoKeys = "key_two_keys",
        /// A private key that is cut off or damaged.
        KeyCorrupt = "key_corrupt",
        /// A Java keystore (Salesforce's Certificate and Key Management exports one).
        KeyIsJks = "key_is_jks",
        /// A PKCS#12 file.
        KeyIsPkcs12 = "key_is_pkcs12",
        /// A private key in a field that is not for one. Of any field but that of the private key.
        PrivateKeyMisplaced = "private_key_misplaced",
        /// A character inside that nobody sees. Of any field that holds an identifier: Client ID, Email ID, URL, audience.
        InvisibleCharacter = "invisible_character",
    }
}

impl RuleCode {
    /// The field whose rule the code is of; `None` for a code that several fields share.
    pub const fn field(self) -> Option<Field> {
        use RuleCode as R;
        Some(match self {
            R::NameEmpty
            | R::NameTooLong
            | R::NameControlCharacters
            | R::NameDirectionMarks
            | R::NameTaken => Field::Name,
            R::ClientIdEmpty | R::ClientIdWhitespace | R::ClientIdCharacters | R::ClientIdTooLong => {
                Field::ClientId
            }
            R::EmailIdEmpty | R::EmailIdShape | R::EmailIdTooLong => Field::EmailId,
            R::UrlEmpty
            | R::UrlTooLong
            | R::UrlMalformed
            | R::UrlNotHttps
            | R::UrlUserinfo
            | R::UrlQuery
            | R::UrlFragment
            | R::UrlPort
            | R::UrlIpAddress
            | R::UrlTrailingDot
            | R::UrlPath
            | R::UrlAddressBar
            | R::UrlNotSalesforce => Field::Url,
            R::AudienceMalformed
            | R::AudienceNotHttps
            | R::AudienceTooLong
            | R::AudienceParts
            | R::AudienceHost
            | R::AudienceNotSalesforce => Field::Audience,
            R::KeyEmpty
            | R::KeyTooLarge
            | R::KeyNotPem
            | R::KeyIsCertificate
            | R::KeyIsPublic
            | R::KeyIsRequest
            | R::KeyEncrypted
            | R::KeyIsEc
            | R::KeyIsEd25519
            | R::KeyIsDsa
            | R::KeyIsOpenssh
            | R::KeyTooWeak
            | R::KeyTooManyBits
            | R::KeyTwoKeys
            | R::KeyCorrupt
            | R::KeyIsJks
            | R::KeyIsPkcs12 => Field::PrivateKey,
            R::PrivateKeyMisplaced | R::InvisibleCharacter => return None,
        })
    }
}
