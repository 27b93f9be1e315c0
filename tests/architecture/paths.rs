//! The paths that a Rust file names.

use proc_macro2::{TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::visit::{self, Visit};
use syn::{Attribute, Ident, Item, ItemMod, ItemUse, Macro, Token, UseTree, token};

use super::source::Source;

/// A path of more than one part, or a `use` of whatever length. One part alone is a name that is in scope.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Named {
    /// Its parts. They begin with `crate` where the path stays in the crate, whether it climbs with `super` or not.
    pub(crate) parts: Vec<String>,
    /// Whether only tests are built with it.
    pub(crate) in_tests: bool,
}

/// The paths that a file names, in its macros as well.
pub(crate) fn paths(source: &Source) -> Result<Vec<Named>, String> {
    let file = source.rust()?;
    let mut reader = Reader { module: module(&source.path), in_tests: false, found: Vec::new(), fault: None };
    reader.visit_file(&file);
    match reader.fault {
        Some(error) => Err(source.fault(error.span().start().line, error)),
        None => Ok(reader.found),
    }
}

/// The module that a file is, from its crate's root; the root itself is nothing.
pub(crate) fn module(path: &str) -> Vec<String> {
    let inside = path.split_once("src/").map_or("", |(_, inside)| inside).trim_end_matches(".rs");
    let parts = inside.split('/').filter(|part| !matches!(*part, "" | "lib" | "main"));
    parts.map(str::to_owned).collect()
}

struct Reader {
    /// The module that is being read, those inside a file included.
    module: Vec<String>,
    in_tests: bool,
    found: Vec<Named>,
    fault: Option<syn::Error>,
}

impl Reader {
    fn push(&mut self, parts: &[String]) {
        let climbs = parts.iter().take_while(|part| matches!(part.as_str(), "self" | "super")).count();
        let parts = if climbs == 0 {
            parts.to_vec()
        } else {
            let up = parts[..climbs].iter().filter(|part| *part == "super").count();
            let base = &self.module[..self.module.len().saturating_sub(up)];
            [&["crate".to_owned()], base, &parts[climbs..]].concat()
        };
        self.found.push(Named { parts, in_tests: self.in_tests });
    }

    /// The paths of a `use`, behind those parts.
    fn tree(&mut self, before: &[String], tree: &UseTree) {
        let with = |ident: &Ident| [before, &[ident.to_string()]].concat();
        match tree {
            UseTree::Path(path) => self.tree(&with(&path.ident), &path.tree),
            UseTree::Name(name) if name.ident == "self" => self.push(before),
            UseTree::Name(name) => self.push(&with(&name.ident)),
            UseTree::Rename(rename) if rename.ident == "self" => self.push(before),
            UseTree::Rename(rename) => self.push(&with(&rename.ident)),
            UseTree::Glob(_) => self.push(&[before, &["*".to_owned()]].concat()),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.tree(before, tree)),
        }
    }

    /// The paths in a macro, which may be of any language that has Rust's tokens.
    fn tokens(&mut self, tokens: TokenStream) {
        let read = |input: ParseStream<'_>| self.scan(input);
        if let Err(error) = read.parse2(tokens) {
            self.fault.get_or_insert(error);
        }
    }

    fn scan(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        while !input.is_empty() {
            if !input.peek(Ident::peek_any) {
                if let TokenTree::Group(group) = input.parse()? {
                    self.tokens(group.stream());
                }
                continue;
            }
            let mut parts = vec![input.call(Ident::parse_any)?.to_string()];
            while input.peek(Token![::]) && input.peek3(Ident::peek_any) {
                input.parse::<Token![::]>()?;
                parts.push(input.call(Ident::parse_any)?.to_string());
            }
            if input.peek(Token![::]) && input.peek3(token::Brace) {
                input.parse::<Token![::]>()?;
                let tree = input.parse()?;
                self.tree(&parts, &tree);
            } else if parts.len() > 1 {
                self.push(&parts);
            }
        }
        Ok(())
    }
}

impl Visit<'_> for Reader {
    fn visit_item(&mut self, item: &Item) {
        let before = self.in_tests;
        self.in_tests |= attributes(item).iter().any(is_for_tests);
        visit::visit_item(self, item);
        self.in_tests = before;
    }

    fn visit_item_mod(&mut self, item: &ItemMod) {
        self.module.push(item.ident.to_string());
        visit::visit_item_mod(self, item);
        self.module.pop();
    }

    fn visit_item_use(&mut self, item: &ItemUse) {
        self.tree(&[], &item.tree);
    }

    fn visit_macro(&mut self, call: &Macro) {
        self.visit_path(&call.path);
        self.tokens(call.tokens.clone());
    }

    fn visit_path(&mut self, path: &syn::Path) {
        if path.segments.len() > 1 {
            let parts: Vec<String> = path.segments.iter().map(|part| part.ident.to_string()).collect();
            self.push(&parts);
        }
        visit::visit_path(self, path);
    }
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// Whether an attribute says `cfg(test)`.
fn is_for_tests(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cfg")
        && attribute.parse_args::<Ident>().is_ok_and(|condition| condition == "test")
}

#[test]
fn paths_are_seen_wherever_they_stand() {
    let rust = r##"
        use crate::{a::{self, b}, c as d, e::*};
        use leptos;
        fn f(x: super::X<crate::g::G>) -> super::super::h::H { y.contract::<crate::i::I>(); z }
        mod inside { use super::super::j::J; fn k() { self::l::m() } }
        #[cfg(test)]
        mod tests { use super::N; }
        fn o() { let s = "crate::p"; view! { <crate::q::R at=s::t() {..super::u::v()}/> } } // crate::w
        some! { use crate::x::{y, z::*}; }
    "##;
    let found = paths(&Source::new("src/ui/card.rs", rust)).expect("it can be read");
    let seen: Vec<String> = found.iter().map(|named| named.parts.join("::")).collect();
    let expected = [
        "crate::a",
        "crate::a::b",
        "crate::c",
        "crate::e::*",
        "leptos",
        "crate::ui::X",
        "crate::g::G",
        "crate::h::H",
        "crate::i::I",
        "crate::ui::j::J",
        "crate::ui::card::inside::l::m",
        "crate::ui::card::N",
        "crate::q::R",
        "s::t",
        "crate::ui::u::v",
        "crate::x::y",
        "crate::x::z::*",
    ];
    assert_eq!(seen, expected);
    let in_tests: Vec<bool> = found.iter().map(|named| named.in_tests).collect();
    assert_eq!(in_tests.iter().position(|&in_tests| in_tests), Some(11));
    assert_eq!(in_tests.iter().filter(|&&in_tests| in_tests).count(), 1);
}
