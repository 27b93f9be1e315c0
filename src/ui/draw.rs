//! Views without their types.
//!
//! `view!` gives each piece of a page a type of its own, and with it code that compares the piece with its former
//! self when it is drawn again. Here a piece that changes is replaced, and what stays changes through signals: so
//! that code would never run, and it was a quarter of the page's weight. A [`Drawn`] knows only how to be built.

use leptos::children::ToChildren;
use leptos::prelude::*;
use leptos::tachys::html::attribute::Attribute;
use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::renderer::types::{Element, Node};
use leptos::tachys::view::{Mountable, Position, PositionState};

/// A piece of a page.
pub struct Drawn(Box<dyn FnOnce() -> Box<dyn Mountable> + Send>);

impl Drawn {
    /// A piece that knows how to be built.
    pub(super) fn new(build: impl FnOnce() -> Box<dyn Mountable> + Send + 'static) -> Self {
        Self(Box::new(build))
    }

    /// Builds it.
    pub(super) fn stand(self) -> Standing {
        Standing((self.0)())
    }
}

/// Takes a view's type away.
pub trait Draw {
    /// The same, drawn.
    fn drawn(self) -> Drawn;
}

impl<V> Draw for V
where
    V: Render + Send + 'static,
    V::State: 'static,
{
    fn drawn(self) -> Drawn {
        Drawn(Box::new(move || Box::new(self.build())))
    }
}

/// No piece at all.
pub fn nothing() -> Drawn {
    ().drawn()
}

/// A piece that is replaced whenever a signal changes that `view` reads.
pub fn live(view: impl Fn() -> Drawn + Send + 'static) -> Drawn {
    let view: Box<dyn FnMut() -> Drawn + Send> = Box::new(view);
    Drawn(Box::new(move || Box::new(Render::build(view))))
}

/// The same, where there is nothing at times.
pub fn live_if(view: impl Fn() -> Option<Drawn> + Send + 'static) -> Drawn {
    live(move || view().unwrap_or_else(nothing))
}

/// A text that follows the signals that `text` reads.
pub fn live_text(text: impl Fn() -> &'static str + Send + 'static) -> Drawn {
    let text: Box<dyn FnMut() -> &'static str + Send> = Box::new(text);
    Drawn(Box::new(move || Box::new(Render::build(text))))
}

/// What stands inside a component's tags.
pub struct Parts(Box<dyn FnOnce() -> Drawn + Send>);

impl Parts {
    /// The piece itself.
    pub fn drawn(self) -> Drawn {
        (self.0)()
    }
}

impl<F, V> ToChildren<F> for Parts
where
    F: FnOnce() -> V + Send + 'static,
    V: Draw,
{
    fn to_children(children: F) -> Self {
        Self(Box::new(move || children().drawn()))
    }
}

/// What stands on the page of a piece.
pub struct Standing(Box<dyn Mountable>);

impl Render for Drawn {
    type State = Standing;

    fn build(self) -> Standing {
        self.stand()
    }

    fn rebuild(self, standing: &mut Standing) {
        let mut next = self.build();
        standing.0.insert_before_this(&mut next);
        standing.0.unmount();
        *standing = next;
    }
}

impl Mountable for Standing {
    fn unmount(&mut self) {
        self.0.unmount();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        self.0.mount(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.0.insert_before_this(child)
    }

    fn elements(&self) -> Vec<Element> {
        self.0.elements()
    }
}

/// Attributes are given before a piece is drawn.
impl AddAnyAttr for Drawn {
    type Output<SomeNewAttr: Attribute> = Self;

    fn add_any_attr<NewAttr: Attribute>(self, _attribute: NewAttr) -> Self {
        self
    }
}

/// Asked for by `view!`. The app draws in a browser only: there is no HTML to write or to take over.
impl RenderHtml for Drawn {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(
        self,
        _html: &mut String,
        _position: &mut Position,
        _escape: bool,
        _mark_branches: bool,
        _attributes: Vec<AnyAttribute>,
    ) {
    }

    fn hydrate<const FROM_SERVER: bool>(self, _cursor: &Cursor, _position: &PositionState) -> Standing {
        self.build()
    }

    fn into_owned(self) -> Self {
        self
    }
}
