//! Numbers, dates and times as the page's language writes them: by the browser's own `Intl`, in its time zone.

use js_sys::{BigInt, Date, Object, Reflect};
use wasm_bindgen::JsValue;

/// A date and time, from milliseconds since 1970 (UTC).
pub fn timestamp(at_ms: i64) -> String {
    date(at_ms).to_locale_string(tag(), &options(&[("dateStyle", "medium"), ("timeStyle", "short")])).into()
}

/// A day without its year, from the milliseconds since 1970 at which it began in UTC.
pub fn day(at_ms: i64) -> String {
    let options = options(&[("month", "short"), ("day", "numeric"), ("timeZone", "UTC")]);
    date(at_ms).to_locale_date_string(tag(), &options).into()
}

/// A date and time for machines (ISO 8601, in UTC), from milliseconds since 1970 (UTC).
pub fn iso(at_ms: i64) -> String {
    date(at_ms).to_iso_string().into()
}

/// A whole number, with the language's separators.
pub fn number(number: u64) -> String {
    quantity(number, &[])
}

/// A duration in milliseconds, with its unit.
pub fn milliseconds(milliseconds: u64) -> String {
    quantity(milliseconds, &[("style", "unit"), ("unit", "millisecond")])
}

/// Now, in milliseconds since 1970 (UTC), as this machine's clock has it.
pub fn now_ms() -> i64 {
    Date::now() as i64
}

fn quantity(number: u64, given: &[(&str, &str)]) -> String {
    BigInt::from(number).to_locale_string(&JsValue::from_str(tag()), &options(given)).into()
}

fn tag() -> &'static str {
    super::current().tag
}

fn date(at_ms: i64) -> Date {
    Date::new(&JsValue::from_f64(at_ms as f64))
}

fn options(entries: &[(&str, &str)]) -> JsValue {
    let options: JsValue = Object::new().into();
    for (name, value) in entries {
        // It fails for frozen objects only.
        let _ = Reflect::set(&options, &JsValue::from_str(name), &JsValue::from_str(value));
    }
    options
}
