//! Every code has words in every language, and each language keeps its own rules.
#![cfg(not(target_arch = "wasm32"))]

#[path = "words/french.rs"]
mod french;
#[path = "support/openssl.rs"]
mod openssl;

use connectors::words::{Language, Words};
use contract::codes::{Field, ProblemCode, RepairCode, RuleCode, WarningCode};

/// The languages' sources: what a language says is what its files say.
const SOURCES: [(&str, &str); 2] = [
    (
        "en",
        concat!(
            include_str!("../src/words/en.rs"),
            include_str!("../src/words/en/problem.rs"),
            include_str!("../src/words/en/runtime.rs")
        ),
    ),
    (
        "fr",
        concat!(
            include_str!("../src/words/fr.rs"),
            include_str!("../src/words/fr/problem.rs"),
            include_str!("../src/words/fr/runtime.rs")
        ),
    ),
];

/// Every text that a code leads to, by a name for the failure's message.
fn texts_of_codes(words: &Words) -> Vec<(String, &'static str)> {
    let mut texts = Vec::new();
    for &field in Field::ALL {
        let found = (words.field)(field);
        texts.push((format!("label of {field}"), found.label));
        texts.push((format!("help of {field}"), found.help));
    }
    for &code in ProblemCode::ALL {
        let found = (words.problem)(code);
        texts.push((format!("title of {code}"), found.title));
        texts.push((format!("remedy of {code}"), found.remedy));
    }
    texts.extend(RuleCode::ALL.iter().map(|&code| (code.to_string(), (words.rule)(code).message)));
    texts.extend(WarningCode::ALL.iter().map(|&code| (code.to_string(), (words.warning)(code))));
    texts.extend(RepairCode::ALL.iter().map(|&code| (code.to_string(), (words.repair)(code))));
    texts
}

/// The string literals of a source, without its comments, tests and attributes, with escapes resolved.
fn literals(source: &str) -> Vec<String> {
    let code: String =
        source.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let mut found = Vec::new();
    let mut rest = code.as_str();
    while let Some((_, after)) = rest.split_once('"') {
        let mut text = String::new();
        let mut characters = after.char_indices();
        let end = loop {
            match characters.next() {
                Some((_, '\\')) => match characters.next() {
                    Some((_, 'n')) => text.push('\n'),
                    Some((_, escaped)) => text.push(escaped),
                    None => unreachable!("a literal ends"),
                },
                Some((at, '"')) => break at + 1,
                Some((_, character)) => text.push(character),
                None => unreachable!("a literal ends"),
            }
        };
        found.push(text);
        rest = &after[end..];
    }
    found
}

fn literals_of(tag: &str) -> Vec<String> {
    let (_, source) = SOURCES.iter().find(|(found, _)| *found == tag).expect("a source");
    literals(source)
}

#[test]
fn every_code_has_words_of_its_own_in_every_language() {
    for &language in Language::ALL {
        for (name, text) in texts_of_codes(language.words()) {
            assert!(!text.trim().is_empty() && text.trim() == text, "{} {name}: {text:?}", language.tag());
        }
        for codes in [
            RuleCode::ALL.iter().map(|&code| (language.words().rule)(code).message).collect::<Vec<_>>(),
            ProblemCode::ALL.iter().map(|&code| (language.words().problem)(code).title).collect(),
            WarningCode::ALL.iter().map(|&code| (language.words().warning)(code)).collect(),
            RepairCode::ALL.iter().map(|&code| (language.words().repair)(code)).collect(),
        ] {
            let mut distinct = codes.clone();
            distinct.sort_unstable();
            distinct.dedup();
            assert_eq!(distinct.len(), codes.len(), "two codes say the same in {}", language.tag());
        }
    }
}

#[test]
fn nothing_is_left_in_another_language() {
    let (english, french) = (Language::En.words(), Language::Fr.words());
    for ((name, en), (_, fr)) in texts_of_codes(english).into_iter().zip(texts_of_codes(french)) {
        // "URL" and "Audience" are the words of both.
        assert!(en != fr || ["label of url", "label of audience"].contains(&name.as_str()), "{name}: {en}");
    }
}

#[test]
fn the_labels_are_ciscos() {
    let labels = |language: Language| {
        Field::ALL.iter().map(|&field| (language.words().field)(field).label).collect::<Vec<_>>()
    };
    assert_eq!(labels(Language::En), ["Name", "Client ID", "Email ID", "URL", "Audience", "Private Key"]);
    assert_eq!(labels(Language::Fr), ["Nom", "ID client", "ID d'e-mail", "URL", "Audience", "Clé privée"]);
    let buttons = |language: Language| {
        let words = language.words();
        [words.cards.set_up, words.cards.add_more, words.form.done, words.form.close]
    };
    assert_eq!(buttons(Language::En), ["Set Up", "Add More", "Done", "Close"]);
    assert_eq!(buttons(Language::Fr), ["Configurer", "Ajouter plus", "Terminé", "Fermer"]);
    assert_eq!(Language::En.words().form.title, "Set Up Salesforce Connector");
}

#[test]
fn the_confirmation_is_word_for_word_what_was_asked_for() {
    let said = |language: Language| {
        (language.words().saved.confirmation)("Sales", "login.salesforce.com", "ada@acme.com")
    };
    assert_eq!(
        said(Language::En),
        "\"Sales\" is connected to login.salesforce.com as ada@acme.com. You can now use it in Flow Designer or Control Scripts."
    );
    assert_eq!(
        said(Language::Fr),
        "« Sales » est connecté à login.salesforce.com en tant que ada@acme.com. Vous pouvez maintenant l'utiliser dans le Concepteur de flux ou dans les scripts de contrôle."
    );
}

#[test]
fn numbers_are_written_as_the_language_does() {
    assert_eq!((Language::En.words().key.rsa)(2048), "RSA, 2,048 bits");
    assert_eq!((Language::En.words().key.rsa)(4096), "RSA, 4,096 bits");
    assert_eq!((Language::Fr.words().key.rsa)(2048), "RSA, 2\u{202f}048 bits");
    assert_eq!((Language::Fr.words().key.rsa)(16_001), "RSA, 16\u{202f}001 bits");
    assert_eq!((Language::En.words().cards.count)(2, 5), "2 of 5 set up");
    assert_eq!((Language::En.words().form.retry_after)(91), "Try again in 2 minutes.");
    assert_eq!((Language::Fr.words().form.summary)(1), "Corrigez un champ");
}

#[test]
fn no_text_shows_a_code_or_a_placeholder() {
    let codes = RuleCode::ALL.iter().map(|code| code.as_str());
    let codes: Vec<&str> = codes
        .chain(ProblemCode::ALL.iter().map(|code| code.as_str()))
        .chain(WarningCode::ALL.iter().map(|code| code.as_str()))
        .filter(|code| code.contains('_'))
        .collect();
    for (tag, _) in SOURCES {
        for text in literals_of(tag) {
            assert!(!codes.iter().any(|code| text.contains(code)), "{tag}: a code in {text:?}");
            assert!(
                !["TODO", "TBD", "XXX", "Lorem", "~"].iter().any(|left| text.contains(left)),
                "{tag}: {text:?}"
            );
        }
    }
}

#[test]
fn every_sentence_ends_and_remedies_say_what_to_do() {
    for &language in Language::ALL {
        for &code in ProblemCode::ALL {
            let words = (language.words().problem)(code);
            assert!(words.title.ends_with('.') && words.remedy.ends_with('.'), "{code}: {words:?}");
        }
        for &code in RuleCode::ALL {
            let words = (language.words().rule)(code);
            let end = if words.command.is_some() { ':' } else { '.' };
            assert!(words.message.ends_with(end), "{} {code}: {words:?}", language.tag());
        }
        let form = &language.words().form;
        for sentence in [form.nothing_saved, form.maybe_saved, form.no_answer] {
            assert!(sentence.ends_with('.'), "{sentence}");
        }
        assert!(form.maybe_saved.contains(form.done), "what to do is to press {}", form.done);
    }
}

#[test]
fn a_language_is_found_by_its_tag() {
    for &language in Language::ALL {
        assert_eq!(Language::from_tag(language.tag()), Some(language));
        assert!(!language.name().is_empty());
    }
    assert_eq!(Language::from_tag("fr-CA"), Some(Language::Fr));
    assert_eq!(Language::from_tag("EN_us"), Some(Language::En));
    assert_eq!(Language::from_tag("frr"), None, "North Frisian is not French");
    assert_eq!(Language::from_tag(""), None);
}

/// What openssl or ssh-keygen asks is answered by these options, so that the lines run without a terminal.
const ANSWERS: [(&str, &str); 3] = [
    ("openssl pkey ", "openssl pkey -passin pass:secret "),
    ("openssl pkcs12 ", "openssl pkcs12 -passin pass:secret "),
    ("ssh-keygen -p ", "ssh-keygen -q -p -P '' "),
];

/// The way out of a rule, run in a directory prepared by `before`, then read by the contract's own reader.
fn key_after(code: RuleCode, before: &str, result: &str) -> contract::private_key::PrivateKey {
    let directory = std::env::temp_dir().join(format!("words-{}-{code}", std::process::id()));
    std::fs::create_dir_all(&directory).expect("a directory");
    openssl::run(before, &directory);
    let command = (Language::En.words().rule)(code).command.expect("a command");
    // The Java half of the keystore's line is keytool's; what it writes is what `before` has made.
    let line = command.lines().filter(|line| !line.starts_with("keytool")).collect::<Vec<_>>().join("\n");
    let line = ANSWERS.iter().fold(line, |line, (from, to)| line.replace(from, to));
    openssl::run(&line, &directory);
    let read = contract::private_key::read(&std::fs::read(directory.join(result)).expect("the result"));
    std::fs::remove_dir_all(&directory).expect("removed");
    read.expect("a usable key")
}

const PKCS12: &str = "openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=x -keyout k.pem -out c.pem; \
     openssl pkcs12 -export -inkey k.pem -in c.pem -out key.p12 -passout pass:secret; rm k.pem";

#[test]
fn every_command_gives_a_key_that_the_form_takes() {
    let encrypted = "openssl genpkey -algorithm RSA -aes256 -pass pass:secret -out key.pem";
    let legacy = "openssl genrsa -traditional -aes128 -passout pass:secret -out key.pem 2048";
    let openssh = "ssh-keygen -q -t rsa -b 2048 -N '' -f id_rsa";
    for &code in RuleCode::ALL.iter().filter(|&&code| (Language::En.words().rule)(code).command.is_some()) {
        let cases: &[(&str, &str)] = match code {
            RuleCode::KeyEncrypted => &[(encrypted, "key-plain.pem"), (legacy, "key-plain.pem")],
            RuleCode::KeyIsOpenssh => &[(openssh, "id_rsa")],
            RuleCode::KeyIsPkcs12 | RuleCode::KeyIsJks => &[(PKCS12, "key.pem")],
            RuleCode::KeyIsEc
            | RuleCode::KeyIsEd25519
            | RuleCode::KeyIsDsa
            | RuleCode::KeyTooWeak
            | RuleCode::KeyTooManyBits => &[("true", "key.pem")],
            _ => panic!("{code} has a command that no test runs"),
        };
        for (before, result) in cases {
            assert!(key_after(code, before, result).bits >= 2048, "{code}");
        }
    }
}
