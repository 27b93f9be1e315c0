//! Widgets in Momentum's look. They know no connectors, no API, no route and no words: texts are passed in.

pub mod banner;
pub mod breadcrumb;
pub mod button;
pub mod card;
pub mod choice;
pub mod copy;
pub mod dialog;
pub mod disclosure;
pub mod draw;
pub mod error_summary;
pub mod facts;
pub mod field;
pub mod file_drop;
pub mod focus;
pub mod header;
pub mod icon;
pub mod link;
pub mod live_region;
pub mod node;
pub mod select;
pub mod side_nav;
pub mod text_field;
pub mod window;
