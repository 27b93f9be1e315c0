//! Macros, which are given expressions mostly, and views some of them.

use proc_macro2::{TokenStream, TokenTree};
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::visit::Visit;
use syn::{Block, Expr, Ident, Lit, Token};

use super::{Place, Reader};

/// Macros that take what no page shows: a pattern, a name, the words of a panic.
const UNREAD: [&str; 8] =
    ["assert", "assert_eq", "assert_ne", "cfg", "debug_assert", "matches", "panic", "unreachable"];

impl Reader<'_> {
    /// Reads what a macro was given: expressions, statements, or something of its own.
    fn tokens(&mut self, tokens: TokenStream) {
        let expressions = Punctuated::<Expr, Token![,]>::parse_terminated;
        if let Ok(expressions) = expressions.parse2(tokens.clone()) {
            expressions.iter().for_each(|expression| self.visit_expr(expression));
        } else if let Ok(statements) = Block::parse_within.parse2(tokens.clone()) {
            statements.iter().for_each(|statement| self.visit_stmt(statement));
        } else if let Ok(arguments) = with_tags.parse2(tokens.clone()) {
            for argument in &arguments {
                match argument {
                    Argument::Expression(expression) => self.visit_expr(expression),
                    Argument::Tag(tag) => self.view(tag.clone()),
                }
            }
        } else {
            self.trees(&tokens.into_iter().collect::<Vec<_>>());
        }
    }

    fn trees(&mut self, mut trees: &[TokenTree]) {
        while let Some((first, rest)) = trees.split_first() {
            trees = rest;
            match (first, rest) {
                (TokenTree::Ident(name), [TokenTree::Punct(mark), TokenTree::Group(group), ..])
                    if mark.as_char() == '!' =>
                {
                    self.call(&name.to_string(), group.stream());
                    trees = &rest[2..];
                }
                (TokenTree::Group(group), _) => self.tokens(group.stream()),
                (TokenTree::Literal(literal), _) => {
                    if let Lit::Str(literal) = Lit::new(literal.clone()) {
                        self.visit_lit_str(&literal);
                    }
                }
                _ => {}
            }
        }
    }

    /// Reads what the macro of this name was given.
    pub(super) fn call(&mut self, name: &str, tokens: TokenStream) {
        if matches!(name, "view" | "template") {
            self.view(tokens);
        } else if UNREAD.contains(&name) {
            self.at(Place::Aside, |reader| reader.tokens(tokens));
        } else {
            let before = std::mem::replace(&mut self.is_format, true);
            self.tokens(tokens);
            self.is_format = before;
        }
    }
}

/// What a macro is given that puts elements into a text.
enum Argument {
    Expression(Expr),
    /// An element without what it will hold.
    Tag(TokenStream),
}

/// What stands in `t!(i18n, key, count = n, <b> = |held| view! { … }, <a> = <a href="…" />)`, the names left out.
fn with_tags(input: ParseStream<'_>) -> syn::Result<Vec<Argument>> {
    let mut found = Vec::new();
    while !input.is_empty() {
        let is_tag = input.peek(Token![<]) && input.peek2(Ident) && input.peek3(Token![>]);
        if is_tag {
            input.parse::<Token![<]>()?;
            input.parse::<Ident>()?;
            input.parse::<Token![>]>()?;
            input.parse::<Option<Token![=]>>()?;
        }
        if is_tag && input.peek(Token![<]) {
            found.push(Argument::Tag(alone(input)?));
        } else if !input.is_empty() && !input.peek(Token![,]) {
            found.push(Argument::Expression(input.parse()?));
        }
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
    }
    Ok(found)
}

/// A tag up to the next comma, closed where it is open.
fn alone(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let mut trees = Vec::<TokenTree>::new();
    while !input.is_empty() && !input.peek(Token![,]) {
        trees.push(input.parse()?);
    }
    let is =
        |tree: Option<&TokenTree>, mark| matches!(tree, Some(TokenTree::Punct(one)) if one.as_char() == mark);
    if let [before @ .., last] = trees.as_slice()
        && is(Some(last), '>')
        && !is(before.last(), '/')
    {
        let slash = TokenTree::from(proc_macro2::Punct::new('/', proc_macro2::Spacing::Alone));
        trees.insert(before.len(), slash);
    }
    Ok(trees.into_iter().collect())
}
