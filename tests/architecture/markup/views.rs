//! The elements of a view.

use proc_macro2::{TokenStream, TokenTree};
use rstml::node::{Node, NodeAttribute, NodeBlock, NodeName};
use rstml::{Parser, ParserConfig};
use syn::spanned::Spanned;
use syn::visit::Visit;

use super::{Place, Reader};

impl Reader<'_> {
    /// Reads what a `view!` was given.
    pub(super) fn view(&mut self, tokens: TokenStream) {
        self.found.views += 1;
        let before = (std::mem::take(&mut self.is_format), std::mem::take(&mut self.in_spread));
        match Parser::new(ParserConfig::default()).parse_simple(without_class(tokens)) {
            Ok(nodes) => self.at(Place::Child, |reader| nodes.iter().for_each(|node| reader.node(node))),
            Err(error) => {
                let fault = self.source.fault(error.span().start().line, error);
                self.found.faults.push(fault);
            }
        }
        (self.is_format, self.in_spread) = before;
    }

    fn node(&mut self, node: &Node) {
        match node {
            Node::Text(text) => self.visit_lit_str(&text.value),
            Node::RawText(text) => {
                self.literal(text.to_token_stream_string(), text.span().start().line);
            }
            Node::Block(block) => self.block(block),
            Node::Fragment(fragment) => fragment.children.iter().for_each(|child| self.node(child)),
            Node::Element(element) => {
                if let NodeName::Block(name) = element.name() {
                    self.at(Place::Aside, |reader| reader.visit_block(name));
                }
                element.attributes().iter().for_each(|attribute| self.attribute(attribute));
                element.children.iter().for_each(|child| self.node(child));
            }
            Node::Comment(_) | Node::Doctype(_) | Node::Custom(_) => {}
        }
    }

    fn attribute(&mut self, attribute: &NodeAttribute) {
        match attribute {
            NodeAttribute::Block(block) => {
                let before = std::mem::replace(&mut self.in_spread, true);
                self.at(Place::Aside, |reader| reader.block(block));
                self.in_spread = before;
            }
            NodeAttribute::Attribute(attribute) => {
                let line = attribute.key.span().start().line;
                self.given(attribute.key.to_string(), line, attribute.value());
            }
        }
    }

    fn block(&mut self, block: &NodeBlock) {
        // One that is invalid made the whole view a fault.
        if let NodeBlock::ValidBlock(block) = block {
            self.visit_block(block);
        }
    }
}

/// A view without the class that it gives to all of its elements, `class = x,`, as Leptos takes it off.
fn without_class(tokens: TokenStream) -> TokenStream {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    match trees.as_slice() {
        [TokenTree::Ident(name), TokenTree::Punct(_), _, TokenTree::Punct(comma), rest @ ..]
            if name == "class" && comma.as_char() == ',' =>
        {
            rest.iter().cloned().collect()
        }
        _ => trees.into_iter().collect(),
    }
}
