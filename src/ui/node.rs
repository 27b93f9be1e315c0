//! Elements by description, drawn by one function.
//!
//! `view!` compiles code of its own for each element it is given. Where a page has many, a list of what an element has
//! is a tenth of that, and this is the code that draws it.

use std::borrow::Cow;

use js_sys::Reflect;
use leptos::prelude::{GetValue, LocalStorage, RenderEffect, SetValue, StoredValue, document};
use leptos::tachys::renderer::types::{Element, Node as DomNode};
use leptos::tachys::view::Mountable;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Event;

use super::draw::{Drawn, Standing};

/// A text for a page.
pub type Text = Cow<'static, str>;

type Follow<T> = Box<dyn Fn() -> T + Send>;
type Run = Box<dyn Fn(Event) + Send>;

/// An element to be drawn.
pub struct Node {
    namespace: &'static str,
    tag: &'static str,
    attributes: Vec<(&'static str, Text)>,
    following: Vec<(&'static str, Follow<Option<Text>>)>,
    properties: Vec<(&'static str, Follow<JsValue>)>,
    listeners: Vec<(&'static str, Run)>,
    children: Vec<Drawn>,
    place: Option<Place>,
}

/// Where an element can be found once it is drawn.
#[derive(Clone, Copy)]
pub struct Place(StoredValue<Option<Element>, LocalStorage>);

impl Place {
    /// One without an element yet.
    pub fn new() -> Self {
        Self(StoredValue::new_local(None))
    }

    /// Where the focus is now.
    pub fn of_focus() -> Self {
        Self(StoredValue::new_local(document().active_element()))
    }

    /// The element, as what it is known to be.
    pub fn element<E: JsCast>(self) -> Option<E> {
        self.0.try_get_value().flatten().map(|element| element.unchecked_into())
    }
}

impl Default for Place {
    fn default() -> Self {
        Self::new()
    }
}

const HTML: &str = "http://www.w3.org/1999/xhtml";
const SVG: &str = "http://www.w3.org/2000/svg";

/// An element without anything.
pub fn node(tag: &'static str) -> Node {
    empty(HTML, tag)
}

/// The same of a drawing.
pub fn svg(tag: &'static str) -> Node {
    empty(SVG, tag)
}

fn empty(namespace: &'static str, tag: &'static str) -> Node {
    Node {
        namespace,
        tag,
        attributes: Vec::new(),
        following: Vec::new(),
        properties: Vec::new(),
        listeners: Vec::new(),
        children: Vec::new(),
        place: None,
    }
}

/// The same with a class.
pub fn classed(tag: &'static str, class: &'static str) -> Node {
    node(tag).with("class", class)
}

impl Node {
    /// An attribute.
    pub fn with(mut self, name: &'static str, value: impl Into<Text>) -> Self {
        self.attributes.push((name, value.into()));
        self
    }

    /// An attribute that is there where it has a value.
    pub fn with_if(self, name: &'static str, value: Option<impl Into<Text>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// An attribute that follows the signals that `value` reads.
    pub fn following(
        mut self,
        name: &'static str,
        value: impl Fn() -> Option<Text> + Send + 'static,
    ) -> Self {
        self.following.push((name, Box::new(value)));
        self
    }

    /// A property that does.
    pub fn property(mut self, name: &'static str, value: impl Fn() -> JsValue + Send + 'static) -> Self {
        self.properties.push((name, Box::new(value)));
        self
    }

    /// What is done on an event.
    pub fn on(mut self, event: &'static str, run: impl Fn(Event) + Send + 'static) -> Self {
        self.listeners.push((event, Box::new(run)));
        self
    }

    /// A text inside.
    pub fn text(self, text: impl Into<Text>) -> Self {
        let text = text.into();
        self.child(Drawn::new(move || Box::new(document().create_text_node(&text))))
    }

    /// The only text inside, which follows the signals that it reads.
    pub fn live_text(self, text: impl Fn() -> Text + Send + 'static) -> Self {
        self.property("textContent", move || JsValue::from_str(&text()))
    }

    /// A piece inside.
    pub fn child(mut self, child: impl Into<Drawn>) -> Self {
        self.children.push(child.into());
        self
    }

    /// A piece inside, where there is one.
    pub fn child_if(self, child: Option<impl Into<Drawn>>) -> Self {
        match child {
            Some(child) => self.child(child),
            None => self,
        }
    }

    /// Pieces inside.
    pub fn children(mut self, children: impl IntoIterator<Item = Drawn>) -> Self {
        self.children.extend(children);
        self
    }

    /// Can be found there.
    pub fn at(self, place: Place) -> Self {
        Self { place: Some(place), ..self }
    }

    /// The piece.
    pub fn drawn(self) -> Drawn {
        Drawn::new(move || Box::new(self.build()))
    }

    fn build(self) -> Built {
        let Ok(element) = document().create_element_ns(Some(self.namespace), self.tag) else {
            unreachable!("{} is an element's name", self.tag)
        };
        if let Some(Place(place)) = self.place {
            place.set_value(Some(element.clone()));
        }
        for (name, value) in self.attributes {
            set(&element, name, Some(value));
        }
        let mut children: Vec<Standing> = self.children.into_iter().map(Drawn::stand).collect();
        for child in &mut children {
            child.mount(&element, None);
        }
        let mut effects = Vec::new();
        for (name, value) in self.following {
            let element = element.clone();
            effects.push(RenderEffect::new(move |_| set(&element, name, value())));
        }
        for (name, value) in self.properties {
            let element = element.clone();
            effects.push(RenderEffect::new(move |_| {
                // It fails for objects that are frozen.
                let _ = Reflect::set(&element, &JsValue::from_str(name), &value());
            }));
        }
        for (event, run) in self.listeners {
            // The browser drops it with the element: an event may come while the element is being taken away.
            let run = Closure::wrap(run as Box<dyn Fn(Event)>).into_js_value();
            // It fails for no event's name.
            let _ = element.add_event_listener_with_callback(event, run.unchecked_ref());
        }
        Built { element, _children: children, _effects: effects }
    }
}

impl From<Node> for Drawn {
    fn from(node: Node) -> Self {
        node.drawn()
    }
}

fn set(element: &Element, name: &str, value: Option<Text>) {
    // Either fails only for names that are no attribute's.
    let _ = match value {
        Some(value) => element.set_attribute(name, &value),
        None => element.remove_attribute(name),
    };
}

/// An element that was drawn, and what keeps it alive.
struct Built {
    element: Element,
    _children: Vec<Standing>,
    _effects: Vec<RenderEffect<()>>,
}

impl Mountable for Built {
    fn unmount(&mut self) {
        self.element.unmount();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&DomNode>) {
        self.element.mount(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.element.insert_before_this(child)
    }

    fn elements(&self) -> Vec<Element> {
        vec![self.element.clone()]
    }
}
