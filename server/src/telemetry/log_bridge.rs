//! Events as log records for OTLP: what they say, and the fields that are named here. A field that is not named stays
//! in the local log, since it may hold a host, or a text of Salesforce's.

use std::fmt;

use opentelemetry::logs::{AnyValue, LogRecord as _, Logger as _, Severity};
use opentelemetry_sdk::logs::{SdkLogRecord, SdkLogger};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

use super::request_span::IDS;

/// Fields whose values are our own codes, numbers and route templates.
const FIELDS: [&str; 5] = ["code", "method", "route", "status", "step"];

/// The layer.
#[derive(Debug)]
pub(super) struct LogBridge {
    logger: SdkLogger,
}

/// What a request's span says of it, by the names of its fields.
#[derive(Default)]
struct OfRequest(Vec<(&'static str, String)>);

impl LogBridge {
    pub(super) fn new(logger: SdkLogger) -> Self {
        Self { logger }
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for LogBridge {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut found = OfRequest::default();
        attributes.record(&mut found);
        if let (false, Some(span)) = (found.0.is_empty(), context.span(id)) {
            span.extensions_mut().insert(found);
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        if let Some(known) = span.extensions_mut().get_mut::<OfRequest>() {
            values.record(known);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut record = self.logger.create_log_record();
        let level = *event.metadata().level();
        record.set_severity_number(severity(level));
        record.set_severity_text(level.as_str());
        event.record(&mut Named(&mut record));
        for span in context.event_scope(event).into_iter().flatten() {
            if let Some(OfRequest(ids)) = span.extensions().get() {
                ids.iter().for_each(|(name, id)| record.add_attribute(*name, id.clone()));
            }
        }
        self.logger.emit(record);
    }
}

const fn severity(level: Level) -> Severity {
    match level {
        Level::ERROR => Severity::Error,
        Level::WARN => Severity::Warn,
        Level::INFO => Severity::Info,
        Level::DEBUG => Severity::Debug,
        Level::TRACE => Severity::Trace,
    }
}

/// Takes the fields that may leave.
struct Named<'a>(&'a mut SdkLogRecord);

impl Named<'_> {
    fn take(&mut self, field: &Field, value: impl Into<AnyValue>) {
        if field.name() == "message" {
            self.0.set_body(value.into());
        } else if FIELDS.contains(&field.name()) {
            self.0.add_attribute(field.name(), value);
        }
    }
}

impl Visit for Named<'_> {
    fn record_i64(&mut self, field: &Field, value: i64) {
        self.take(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.take(field, i64::try_from(value).unwrap_or(i64::MAX));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.take(field, value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.take(field, format!("{value:?}"));
    }
}

impl Visit for OfRequest {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if let Some(name) = IDS.iter().find(|name| **name == field.name()) {
            self.0.push((name, format!("{value:?}")));
        }
    }
}
