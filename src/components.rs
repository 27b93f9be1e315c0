//! Widgets in Momentum's look. They know no connectors, no API, no route and no words: texts are passed in.

pub mod banner;
pub mod breadcrumb;
pub mod button;
pub mod card;
pub mod code_block;
pub mod copy_button;
pub mod copyable;
pub mod description_list;
pub mod dialog;
pub mod disclosure;
pub mod dynamic;
pub mod error_summary;
pub mod file_drop;
pub mod focus;
pub mod form_field;
pub mod header;
pub mod icon;
pub mod link;
pub mod live_region;
pub mod radio;
pub mod scroll;
pub mod section;
pub mod select;
pub mod side_nav;
pub mod text_field;
pub mod window;
